using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>The server is killed with SIGKILL while two people talk, and started again on the same data.</summary>
public sealed class KilledServerTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_and_the_pages_come_back_by_themselves()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("hello");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        var said = new HashSet<string> { "hello" };

        for (var round = 1; round <= 3; round++)
        {
            await SayAsync(ada, grace, said, $"{round} before", 5);
            var acknowledged = await AcknowledgedAsync(ada, grace);
            // Some of these are on their way when the process dies: their senders cannot know what became of them.
            await SayAsync(ada, grace, said, $"{round} in between", 3);
            await server.KillAsync();
            await SayAsync(ada, grace, said, $"{round} while down", 2);
            await Expect(ada.Banner).ToBeVisibleAsync();
            await Expect(ada.Page.Locator(".message.own[data-state=sending]").Last).ToBeVisibleAsync();
            if (round == 1)
                await ada.ShotAsync("server-down");
            await server.StartAgainAsync();
            await Expect(ada.Banner).ToBeHiddenAsync();
            await ExpectSameAsync(ada, grace, said);
            Assert.Subset((await ada.TextsAsync()).ToHashSet(), acknowledged);
        }

        // After a reload there is the newest page; the rest comes as one scrolls up.
        foreach (var person in (ChatPerson[])[ada, grace])
        {
            await person.Page.ReloadAsync();
            await Expect(person.Messages).ToHaveCountAsync(50);
            await person.ShotAsync($"server-back-{person.Name}");
            await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "Messages" }).PressAsync("Home");
            await Expect(person.Messages).ToHaveCountAsync(said.Count);
        }

        await ExpectSameAsync(ada, grace, said);
    }

    [Fact]
    public async Task Unread_counts_survive_and_a_person_who_was_away_finds_everything()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await ada.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "New message" }).First.ClickAsync();
        await ada.Page.GetByRole(Microsoft.Playwright.AriaRole.Textbox, new() { Name = "To" }).FillAsync("Grace");
        await ada.Page.Keyboard.PressAsync("Enter");
        for (var i = 1; i <= 4; i++)
            await ada.SayAsync($"message {i}");
        await Expect(ada.Messages).ToHaveCountAsync(4);
        await ada.ExpectAllSentAsync();
        await server.KillAsync();
        await server.StartAgainAsync();

        await using var grace = await browser.SignInAsync(server, "Grace");
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("4");
        await ada.SayAsync("message 5");
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("5");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(grace.Messages).ToHaveCountAsync(5);
        Assert.Equal(["message 1", "message 2", "message 3", "message 4", "message 5"], await grace.TextsAsync());
    }

    [Fact]
    public async Task A_server_that_stops_in_order_ends_with_0_and_the_pages_come_back_when_it_does()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        Assert.Equal(0, await server.StopAsync());
        await Expect(ada.Page.Locator(".thread-title")).ToContainTextAsync("Not connected");
        await ada.SayAsync("said while it was away");
        await server.StartAgainAsync();
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("1");
        await ada.ExpectAllSentAsync();
    }

    private static async Task SayAsync(ChatPerson one, ChatPerson other, HashSet<string> said, string what, int times)
    {
        for (var i = 1; i <= times; i++)
        {
            foreach (var person in (ChatPerson[])[one, other])
            {
                var text = $"{person.Name} {what} {i}";
                said.Add(text);
                await person.SayAsync(text);
            }
        }
    }

    private static async Task<HashSet<string>> AcknowledgedAsync(params ChatPerson[] people)
    {
        var texts = new HashSet<string>();
        foreach (var person in people)
            texts.UnionWith(await person.Page.Locator(".message.own[data-state=sent] .text").AllTextContentsAsync());
        return texts;
    }

    /// <summary>Both pages show everything once, in one and the same order, and each person's words in the order in which they were said.</summary>
    private static async Task ExpectSameAsync(ChatPerson ada, ChatPerson grace, HashSet<string> said)
    {
        foreach (var person in (ChatPerson[])[ada, grace])
        {
            await person.ExpectAllSentAsync();
            await Expect(person.Messages).ToHaveCountAsync(said.Count);
            Assert.Equal(Enumerable.Range(1, said.Count).Select(static seq => (long)seq), await person.SeqsAsync());
        }

        var texts = await ada.TextsAsync();
        Assert.Equal(texts, await grace.TextsAsync());
        Assert.Equal(said.Order(), texts.Order());
        foreach (var name in (string[])[ada.Name, grace.Name])
            Assert.Equal(said.Where(text => text.StartsWith(name, StringComparison.Ordinal)), texts.Where(text => text.StartsWith(name, StringComparison.Ordinal)));
    }
}
