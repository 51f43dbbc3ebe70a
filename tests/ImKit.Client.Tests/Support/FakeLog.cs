using ImKit.Client.Wires;

namespace ImKit.Client.Tests.Support;

/// <summary>A conversation of the fake server, with the rules of docs/protocol.md.</summary>
internal sealed class FakeLog(string id, long epoch = 900)
{
    private const int Most = 200;

    public string Id { get; } = id;

    public long Epoch { get; set; } = epoch;

    public List<Wire.Entry> Entries { get; } = [];

    public long Floor { get; set; }

    public long Seen { get; set; }

    public SortedSet<long> Removed { get; } = [];

    public long Version { get; set; }

    public Wire.MemberRole Role { get; set; } = Wire.MemberRole.Member;

    public string Peer { get; init; } = "";

    public int Members { get; set; } = 2;

    public Wire.Entry Append(string sender, string text, string clientMsgId = "", int kind = 1)
    {
        var countable = kind == 1;
        var entry = new Wire.Entry
        {
            Seq = Entries.Count + 1,
            Ordinal = Entries.Count(static other => other.Countable) + (countable ? 1 : 0),
            Id = Epoch * 1000 + Entries.Count,
            Kind = (Wire.EntryKind)kind,
            Countable = countable,
            Sender = sender,
            ClientMsgId = clientMsgId,
            Text = text,
        };
        Entries.Add(entry);
        return entry;
    }

    public Wire.EntriesPush Push(int first, int count = 1)
    {
        var push = new Wire.EntriesPush { ConversationId = Id, Epoch = Epoch, First = first };
        push.Entries.AddRange(Entries.Skip(first - 1).Take(count));
        return push;
    }

    public Wire.LogHead End() => new() { ConversationId = Id, Epoch = Epoch, Seq = Entries.Count };

    public Wire.ConversationState State() => Role == Wire.MemberRole.Unspecified
        ? new Wire.ConversationState { ConversationId = Id, Epoch = Epoch, FeedVersion = Version }
        : new Wire.ConversationState
        {
            ConversationId = Id,
            Epoch = Epoch,
            Head = Head(),
            HeadId = Entries.LastOrDefault()?.Id ?? 0,
            Role = Role,
            Floor = Floor,
            Seen = Seen,
            Unread = Entries.Count(entry => entry.Countable && entry.Seq > Math.Max(Seen, Floor)),
            Peer = Peer,
            MemberCount = Members,
            Last = Entries.LastOrDefault(),
            FeedVersion = Version,
            RemovedChanged = Removed.Count > 0,
        };

    /// <summary>Two a page.</summary>
    public void TellRemoved(FakeConnection connection, Frame frame)
    {
        var page = Removed.Where(seq => seq > Wire.RemovedRequest.Parser.ParseFrom(frame.Body.Span).After).Take(2).ToList();
        connection.Send(Operations.RemovedReply, frame.Sequence, new Wire.RemovedReply { Seqs = { page }, More = page.Count == 2 });
    }

    public void Pull(FakeConnection connection, Frame frame)
    {
        var request = Wire.PullRequest.Parser.ParseFrom(frame.Body.Span);
        var start = request.Seq == 0 ? Floor : request.Seq;
        if ((request.Epoch != Epoch && request.Epoch != 0) || start < Floor || start > Entries.Count || (request.Seq > 0 && Entries[(int)start - 1].Id != request.IdAtSeq))
        {
            connection.Refuse(frame, (int)ClientErrorCode.Reset);
            return;
        }

        var slice = Slice(Entries.Skip((int)start).Take(Math.Min(request.Limit, Most)));
        slice.More = start + slice.Entries.Count < Entries.Count;
        connection.Send(Operations.PullReply, frame.Sequence, slice);
    }

    public void History(FakeConnection connection, Frame frame)
    {
        var request = Wire.HistoryRequest.Parser.ParseFrom(frame.Body.Span);
        var before = request.BeforeSeq == 0 ? long.MaxValue : request.BeforeSeq;
        var slice = Slice(Entries.Where(entry => entry.Seq < before && entry.Seq > Floor).TakeLast(request.Limit));
        slice.More = slice.Entries.Count > 0 && slice.Entries[0].Seq > Floor + 1;
        connection.Send(Operations.HistoryReply, frame.Sequence, slice);
    }

    private Wire.LogSlice Slice(IEnumerable<Wire.Entry> entries)
    {
        var slice = new Wire.LogSlice { ConversationId = Id, Epoch = Epoch, Head = Head(), Floor = Floor, FloorId = Floor > 0 ? Entries[(int)Floor - 1].Id : 0 };
        slice.Entries.AddRange(entries);
        return slice;
    }

    private Wire.Place Head() => new() { Seq = Entries.Count, Ordinal = Entries.LastOrDefault()?.Ordinal ?? 0 };
}
