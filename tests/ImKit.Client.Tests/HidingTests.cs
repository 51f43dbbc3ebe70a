using ImKit.Client.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

/// <summary>What a user hides from themself: what is asked for, and what their devices are told.</summary>
public sealed class HidingTests
{
    private const string Group = "g.one";
    private readonly FakeServer _server = new();
    private readonly List<string> _told = [];

    public HidingTests() => _server.Add(Group, entries: 4);

    [Fact]
    public async Task A_clear_names_the_last_place_that_goes_and_what_is_left_is_known_at_once()
    {
        await using var device = new TestDevice(_server);
        device.Client.Start();
        await device.ShowsAsync(Group, 4);
        await device.Client.ClearAsync(Group, 3).WaitAsync(Until.Limit);
        await Until.HoldsAsync(() => device.Client.FindConversation(Group) is { Floor: 3, Unread: 1 }, "the view begins behind 3");
        var connection = await _server.NextAsync();
        Assert.Equal(new Wire.UpdateConversationRequest { ConversationId = Group, ClearTo = 3 }, connection.Last(Operations.UpdateConversation, Wire.UpdateConversationRequest.Parser));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => device.Client.ClearAsync(Group, 0));
    }

    [Fact]
    public async Task Another_device_learns_of_removals_and_asks_which_they_are_page_by_page()
    {
        await using var one = new TestDevice(_server);
        await using var other = Listening();
        one.Client.Start();
        await one.ShowsAsync(Group, 4);
        other.Client.Start();
        await other.ShowsAsync(Group, 4);
        Assert.Empty(Told());
        await one.Client.RemoveEntriesAsync(Group, [2, 3, 1]).WaitAsync(Until.Limit);
        await other.Client.CatchUpAsync().WaitAsync(Until.Limit);
        Assert.Equal(["g.one 1,2,3"], Told());
    }

    [Fact]
    public async Task A_removal_that_could_not_be_looked_up_is_told_once_the_server_answers()
    {
        var lost = 1;
        _server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Removed || Interlocked.Exchange(ref lost, 0) == 0)
                return false;
            connection.End();
            return true;
        };
        await using var device = Listening(static options => options.MinReconnectDelay = options.MaxReconnectDelay = TimeSpan.FromMilliseconds(20));
        device.Client.Start();
        await device.ShowsAsync(Group, 4);
        await device.Client.RemoveEntriesAsync(Group, [1]).WaitAsync(Until.Limit);
        device.Client.Hurry();
        _ = device.Client.CatchUpAsync();
        await Until.HoldsAsync(() => Told().Contains("g.one 1"), "the removal is told");
        Assert.Equal(2, device.Client.Statistics.Logins);
    }

    private TestDevice Listening(Action<ImKitClientOptions>? configure = null)
    {
        var device = new TestDevice(_server, configure);
        device.Client.Removed += removed =>
        {
            lock (_told)
                _told.Add($"{removed.ConversationId} {string.Join(',', removed.Seqs)}");
        };
        return device;
    }

    private string[] Told()
    {
        lock (_told)
            return [.. _told];
    }
}
