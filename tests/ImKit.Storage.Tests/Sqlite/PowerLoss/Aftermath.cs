using System.Text;
using ImKit.Storage.Sqlite.Internal;

namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Opens what a power cut has left and looks for broken promises.</summary>
internal static class Aftermath
{
    private const int NewId = 1_000_000_000;

    /// <returns>A line for each; none if all is well.</returns>
    public static async Task<List<string>> FindAsync(string path, IReadOnlyList<DiskEvent.Acknowledged> acknowledged)
    {
        var found = new List<string>();
        try
        {
            await using var stores = new SqliteStores(path);
            foreach (var group in (string[])["0", "1", "2", "3"])
            {
                var log = await stores.LogAsync(group);
                CheckLog(group, log, found);
                var expected = acknowledged.Where(ack => ack.Group == "g." + group).ToList();
                found.AddRange(expected.Where(ack => ack.Seq > log.Count || log[(int)ack.Seq - 1].ClientMsgId.Value != ack.Id).Select(ack => $"lost: {ack}"));
                await GoOnAsync(stores, group, log, found);
            }

            var integrity = await stores.Database.WriteAsync(static (session, _) => session.Scalar("PRAGMA integrity_check"), 0, default);
            if (integrity != "ok")
                found.Add($"damaged: {integrity}");
        }
        catch (StorageException exception)
        {
            found.Add($"fails: {exception}");
        }

        return found;
    }

    // What was committed and not yet acknowledged may be there too: then it is whole, and where it belongs.
    private static void CheckLog(string group, IReadOnlyList<LogEntry> log, List<string> found)
    {
        if (!log.Select(entry => entry.Seq).SequenceEqual(Enumerable.Range(1, log.Count).Select(seq => (long)seq)))
            found.Add($"gap: {group}");
        foreach (var task in log.GroupBy(entry => entry.ClientMsgId.Value.Split('-')[1]))
        {
            if (!task.Select(entry => entry.ClientMsgId.Value).SequenceEqual(Enumerable.Range(0, task.Count()).Select(i => $"0-{task.Key}-{i}")))
                found.Add($"twice or out of order: {group}, task {task.Key}");
        }

        found.AddRange(log.Where(entry => !IsWhole(entry)).Select(entry => $"other body: {entry.ClientMsgId}"));
    }

    private static bool IsWhole(LogEntry entry)
    {
        var id = entry.ClientMsgId.Value;
        var times = int.Parse(id.Split('-')[2]) % 16 == 15 ? 2000 : 1;
        return entry.Body.Span.SequenceEqual(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(id, times))));
    }

    private static async Task GoOnAsync(SqliteStores stores, string group, IReadOnlyList<LogEntry> log, List<string> found)
    {
        if (log.Count > 0)
        {
            var last = log[^1];
            var retry = await stores.AppendAsync(Sample.Message(group, last.ClientMsgId.Value) with { Sender = last.Sender });
            if ((retry.Status, retry.Position.Seq) != (AppendStatus.Duplicate, last.Seq))
                found.Add($"not known again: {last.ClientMsgId}: {retry}");
        }

        var next = await stores.AppendAsync(Sample.Message(group, "after") with { Id = new MessageId(NewId + int.Parse(group)) });
        if ((next.Status, next.Position.Seq) != (AppendStatus.Committed, log.Count + 1))
            found.Add($"does not go on: {group}: {next}");
    }
}
