using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>What people do with messages that are there.</summary>
public sealed class MessageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(null)]
    [InlineData("dotnetty")]
    [InlineData("aspnetcore")]
    public async Task An_edit_a_reaction_an_answer_and_a_recall_are_seen_by_the_other(string? transport)
    {
        await using var server = await ChatServer.StartAsync(transport);
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("Shall we met at noon?");
        await ada.SayAsync("Wrong window, sorry");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(grace.Messages).ToHaveCountAsync(2);

        await ada.ChooseAsync("met at noon", "Edit");
        await Expect(ada.Composer).ToHaveValueAsync("Shall we met at noon?");
        await ada.SayAsync("Shall we meet at noon?");
        await Expect(grace.Message("Shall we meet at noon?").Locator(".edited")).ToHaveTextAsync("edited");
        await Expect(ada.Message("Shall we meet at noon?").Locator(".edited")).ToHaveTextAsync("edited");
        await Expect(ada.Composer).ToHaveValueAsync("");

        await grace.ChooseAsync("meet at noon", "React 👍");
        await Expect(ada.Message("meet at noon").Locator(".reaction")).ToHaveAttributeAsync("aria-pressed", "false");
        await ada.Message("meet at noon").Locator(".reaction").ClickAsync();
        await Expect(grace.Message("meet at noon").Locator(".reaction-count")).ToHaveTextAsync("2");
        await Expect(grace.Message("meet at noon").Locator(".reaction")).ToHaveAttributeAsync("aria-pressed", "true");

        await grace.ChooseAsync("meet at noon", "Reply");
        await Expect(grace.Page.Locator(".about")).ToContainTextAsync("Reply to Ada");
        await grace.SayAsync("With pleasure");
        await Expect(ada.Message("With pleasure").Locator(".quote")).ToHaveTextAsync("YouShall we meet at noon?");

        await ada.ChooseAsync("Wrong window", "Take back");
        await Expect(grace.Messages.Nth(1).Locator(".text")).ToHaveTextAsync("Message taken back");
        await Expect(grace.Page.GetByText("Wrong window")).ToHaveCountAsync(0);
        await ada.ShotAsync("messages");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        await ada.Message("Shall we meet").GetByRole(AriaRole.Button, new() { Name = "Message actions" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Menu)).ToContainTextAsync("Read by Grace");
        await ada.ShotAsync("message-menu-dark");
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Expect(ada.Page.Locator(".thread")).ToBeVisibleAsync();

        // What is loaded is the same as what came while one looked.
        await grace.Page.ReloadAsync();
        await Expect(grace.Message("meet at noon").Locator(".reaction-count")).ToHaveTextAsync("2");
        await Expect(grace.Messages.Locator(".text")).ToHaveTextAsync(["Shall we meet at noon?", "Message taken back", "With pleasure"]);
        await Expect(grace.Message("With pleasure").Locator(".quote")).ToHaveTextAsync("AdaShall we meet at noon?");
    }

    [Fact]
    public async Task Who_types_and_who_has_read_is_shown()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("Are you there?");
        await ada.ExpectAllSentAsync();
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("1");
        await Expect(ada.Message("Are you there?").GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "Delivered");

        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(ada.Message("Are you there?").GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "Read by Grace");
        await grace.BeginAsync("Just a mom");
        await Expect(ada.Page.Locator(".thread-title")).ToContainTextAsync("typing…");
        await Expect(ada.Row("Grace").Locator(".row-preview")).ToHaveTextAsync("typing…");
        await ada.ShotAsync("typing");
        await grace.SayAsync("Just a moment");
        await Expect(ada.Message("Just a moment")).ToHaveCountAsync(1);
        await Expect(ada.Page.Locator(".thread-title")).Not.ToContainTextAsync("typing…");
    }

    [Fact]
    public async Task Who_is_mentioned_sees_it_in_the_list_and_in_the_text()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await using var alan = await browser.SignInAsync(server, "Alan");
        await ada.CreateGroupAsync("Engine", "Grace", "Alan");
        await Expect(ada.Page.Locator(".thread-title")).ToContainTextAsync("3 members");

        await ada.BeginAsync("Ask @gr");
        await Expect(ada.Page.GetByRole(AriaRole.Option)).ToHaveTextAsync(new Regex("Grace"));
        await ada.ShotAsync("completion");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Composer).ToHaveValueAsync("Ask @Grace ");
        await ada.Page.Keyboard.TypeAsync("about the engine");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(grace.Row("Engine").Locator(".badge.at")).ToBeVisibleAsync();
        await Expect(alan.Row("Engine").Locator(".badge.count")).ToHaveTextAsync("1");
        await Expect(alan.Row("Engine").Locator(".badge.at")).ToHaveCountAsync(0);

        await grace.OpenRowAsync(grace.Row("Engine"), "Engine");
        await Expect(grace.Message("Ask").Locator(".mention.self")).ToHaveTextAsync("@Grace");
        await Expect(grace.Row("Engine").Locator(".badge")).ToHaveCountAsync(0);
        await ada.SayAsync("@all to the bridge");
        await Expect(alan.Row("Engine").Locator(".badge.at")).ToBeVisibleAsync();
        await grace.ShotAsync("mentions");
    }
}
