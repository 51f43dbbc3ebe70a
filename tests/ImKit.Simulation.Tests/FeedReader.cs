namespace ImKit.Simulated.Tests;

/// <summary>A user's copy of the list of conversations, kept up to date by asking now and then what has changed since.</summary>
internal sealed class FeedReader(World world, string user)
{
    private readonly Dictionary<string, long> _heads = [];
    private long _version;

    public string User => user;

    /// <summary>Each conversation and how far it goes, as this copy has it.</summary>
    public IEnumerable<string> Lines => _heads.Select(static head => $"{head.Key} {head.Value}").Order();

    public async Task SyncAsync(int limit)
    {
        for (var more = true; more;)
        {
            var answer = await world.CallAsync(world.Nodes[0].Server.ImKit.Messages.SyncAsync(new UserId(user), _version, limit));
            Assert.True(answer.Ok, answer.Error.Message);
            foreach (var item in answer.Value.Items)
                _heads[item.Conversation.Value] = item.Head.Seq;
            (_version, more) = (answer.Value.Version, answer.Value.More);
        }
    }
}
