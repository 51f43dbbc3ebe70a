using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ImKit.Bench.Send;

/// <summary>What a send to a direct conversation changes besides entry and dedup key, as bare statements.</summary>
internal sealed class SendsOtherRows(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _head = BareInsert.Prepare(
        connection,
        "INSERT INTO conversations (id, tenant, name, epoch, title, last_seq, last_ordinal, last_id, dispatched_seq, member_count) VALUES ($c, '', $n, 1, '', $s, $s, $i, $s, 2) ON CONFLICT DO UPDATE SET last_seq = $s, last_ordinal = $s, last_id = $i, dispatched_seq = $s",
        "$c", "$n", "$s", "$i");

    private readonly SqliteCommand _place = BareInsert.Prepare(
        connection,
        "INSERT INTO members (conversation, user, role, floor_seq, floor_ordinal, read_seq, read_ordinal, sent_seq, sent_ordinal) VALUES ($c, $u, 1, 0, 0, 0, 0, $s, $s) ON CONFLICT DO UPDATE SET sent_seq = $s, sent_ordinal = $s",
        "$c", "$u", "$s");

    private readonly SqliteCommand _feed = BareInsert.Prepare(
        connection,
        "INSERT INTO feed (tenant, user, kind, conversation, version) VALUES ('', $u, 1, $n, $v) ON CONFLICT DO UPDATE SET version = $v",
        "$u", "$n", "$v");

    public void Write(long conversation, long seq, long id, string sender)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"d.{conversation:D26}");
        BareInsert.Insert(_head, conversation, name, seq, id);
        BareInsert.Insert(_place, conversation, sender, seq);
        BareInsert.Insert(_feed, sender, name, id);
        BareInsert.Insert(_feed, PeerOf(conversation, sender), name, id);
    }

    /// <summary>A sender's peers have names beside each other, and those of other senders elsewhere, as with the load on ImKit.</summary>
    public static string PeerOf(long conversation, string sender) => string.Create(CultureInfo.InvariantCulture, $"peer-{sender}-{conversation}");

    public void Dispose()
    {
        _head.Dispose();
        _place.Dispose();
        _feed.Dispose();
    }
}
