using ImKit.Client;
using ImKit.EndToEnd.Tests.Chat;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Cluster;

/// <summary>Three nodes as processes, over a real Redis and PostgreSQL, behind a real HAProxy.</summary>
public sealed class ClusterTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task People_on_three_nodes_talk_and_when_one_node_is_killed_its_people_go_on_elsewhere_and_nothing_is_lost_or_doubled()
    {
        await using var cluster = await ClusterSample.StartAsync();
        await using var ada = await browser.SignInAsync(cluster.Url, "Ada");
        await using var grace = await browser.SignInAsync(cluster.Url, "Grace");
        await using var linus = await browser.SignInAsync(cluster.Url, "Linus");
        ChatPerson[] all = [ada, grace, linus];
        await Until.HoldsAsync(async () => (await cluster.SocketsAsync()).SequenceEqual([1, 1, 1]), "each person is on a node of their own");

        await ada.CreateGroupAsync("Crew", "Grace", "Linus");
        foreach (var person in (ChatPerson[])[grace, linus])
            await person.OpenRowAsync(person.Row("Crew"), "Crew");
        var said = new List<string>();
        await SayAsync(all, said, "before", 4);
        await ExpectSameAsync(all, said);

        // Some of these are on their way when the node dies.
        await SayAsync(all, said, "in between", 2);
        await cluster.KillAsync(2);
        await SayAsync(all, said, "while it is dead", 4);
        await ExpectSameAsync(all, said);
        await Until.HoldsAsync(async () => await cluster.SocketsAsync() is [1 or 2, 0, 1 or 2] sockets && sockets.Sum() == 3, "all are on the nodes that live");
        await linus.ShotAsync("cluster-node-killed");

        await cluster.StartAgainAsync();
        await SayAsync(all, said, "after", 1);
        await ExpectSameAsync(all, said);
    }

    [Fact]
    public async Task A_client_by_TCP_meets_a_page_on_another_node_and_a_second_start_leaves_everything_as_it_is()
    {
        await using var cluster = await ClusterSample.StartAsync();
        var first = await cluster.StartAgainAsync();
        Assert.Equal(first, await cluster.StartAgainAsync());
        await using var ada = await browser.SignInAsync(cluster.Url, "Ada");
        var options = new ImKitClientOptions { Token = static (_, _) => new(ClientToken.OfText("""{"name":"Tim"}""")) };
        options.Endpoints.Add(cluster.Tcp);
        await using var tim = new ImKitClient(options);
        tim.Start();
        for (var i = 1; i <= 3; i++)
            await tim.SendAsync(ClientMessage.ToPeer("Ada", ClientBody.OfText($"by TCP {i}")));
        await Expect(ada.Row("Tim").Locator(".badge")).ToHaveTextAsync("3");
        await ada.OpenRowAsync(ada.Row("Tim"), "Tim");
        await Expect(ada.Messages).ToHaveCountAsync(3);
        Assert.Equal(["by TCP 1", "by TCP 2", "by TCP 3"], await ada.TextsAsync());
    }

    private static async Task SayAsync(ChatPerson[] people, List<string> said, string what, int times)
    {
        for (var i = 1; i <= times; i++)
        {
            foreach (var person in people)
            {
                var text = $"{person.Name} {what} {i}";
                said.Add(text);
                await person.SayAsync(text);
            }
        }
    }

    /// <summary>All pages show everything once, in one and the same order, and each person's words in the order in which they were said.</summary>
    private static async Task ExpectSameAsync(ChatPerson[] people, List<string> said)
    {
        foreach (var person in people)
        {
            await person.ExpectAllSentAsync();
            await Expect(person.Messages).ToHaveCountAsync(said.Count);
        }

        var texts = await people[0].TextsAsync();
        Assert.Equal(said.Order(), texts.Order());
        foreach (var person in people)
        {
            Assert.Equal(texts, await person.TextsAsync());
            Assert.Equal(said.Where(text => text.StartsWith(person.Name, StringComparison.Ordinal)), texts.Where(text => text.StartsWith(person.Name, StringComparison.Ordinal)));
        }
    }
}
