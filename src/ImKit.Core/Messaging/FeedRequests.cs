using ImKit.Routing;
using ImKit.Storage;
using ImKit.Threading;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Writes feed rows for other nodes, of sections that this one holds, and answers them. Any thread.</summary>
internal sealed partial class FeedRequests
{
    private const int AnswerLimit = 8192;
    private readonly FeedWriter _feed;
    private readonly SectionLeases _leases;
    private readonly SerialQueue<(NodeId Node, NodeMessage Message)> _answers;

    public FeedRequests(FeedWriter feed, SectionLeases leases, INodeSender sender, IWorkQueue work, ILogger<FeedRequests> logger)
    {
        _feed = feed;
        _leases = leases;
        _answers = new(
            async answer => await sender.SendAsync(answer.Node, "answers", answer.Message, CancellationToken.None).ConfigureAwait(false), (_, error) => LogNotAnswered(logger, error), work, AnswerLimit);
    }

    /// <summary>Takes a request; the answer follows when the rows are written. Refuses what this node does not hold or has no room for.</summary>
    public void Take(WriteFeed request)
    {
        if (!NodeId.TryCreate(request.Node, out var asker) || request.Section is < 0 or >= Sections.Count)
            return;
        var changes = new FeedChange[request.Changes.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            if (!TryRead(request.Changes[i], out changes[i]))
                return;
        }

        if (changes.Length == 0 || _leases.TermOf(SectionKind.Feed, request.Section) == 0 || !_feed.HasRoom(changes[0].Tenant, changes[0].User))
            Answer(asker, request, []);
        else
            Write(asker, request, changes);
    }

    private void Write(NodeId asker, WriteFeed request, FeedChange[] changes)
    {
        var versions = new long[changes.Length];
        var all = new FeedTicket(_ => Answer(asker, request, versions));
        for (var i = 0; i < changes.Length; i++)
        {
            var place = i;
            all.Open();
            var one = new FeedTicket(version =>
            {
                versions[place] = version;
                all.Close(version);
            });
            _feed.Write(changes[i], request.Changes[i].Announce, one);
            one.Close(0);
        }

        all.Close(0);
    }

    // No room for an answer is an answer lost: it is asked again.
    private void Answer(NodeId asker, WriteFeed request, long[] versions) => _answers.TryPost((asker, new NodeMessage
    {
        FeedWritten = new FeedWritten { Request = request.Request, BootId = request.BootId, Versions = { versions } },
    }));

    private static bool TryRead(Wire.Nodes.FeedChange change, out FeedChange read)
    {
        var isGood = TenantId.TryCreate(change.Tenant, out var tenant) & UserId.TryCreate(change.User, out var user)
            & ConversationId.TryCreate(change.Conversation, out var conversation);
        read = new FeedChange(tenant, user, (FeedKind)change.Kind, conversation);
        return isGood;
    }

    [LoggerMessage(4084, LogLevel.Warning, "A node could not be told that its feed rows are written; it asks again")]
    private static partial void LogNotAnswered(ILogger logger, Exception error);
}
