using System.Diagnostics;

namespace ImKit.Storage.Tests.Sqlite;

public sealed class KilledProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_process_acknowledged_before_kill_9_is_in_the_file_and_nothing_twice()
    {
        var path = _folder.File("im.db");
        var acknowledged = new List<(string Group, string Id, long Seq)>();
        for (var run = 0; run < 6; run++)
        {
            // A different moment each time: after the first commits, and deep in the work, where checkpoints happen.
            var killed = await WriteUntilKilledAsync(path, run, lines: 20 + (run * 400));
            acknowledged.AddRange(killed);
            await CheckAsync(path, acknowledged, retried: killed);
        }
    }

    private static async Task CheckAsync(
        string path, List<(string Group, string Id, long Seq)> acknowledged, List<(string Group, string Id, long Seq)> retried)
    {
        await using var stores = new SqliteStores(path);
        foreach (var group in acknowledged.GroupBy(line => line.Group["g.".Length..]))
        {
            var log = await stores.LogAsync(group.Key);
            Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(entry => entry.Seq));
            Assert.Equal(log.Count, log.Select(entry => entry.ClientMsgId).Distinct().Count());
            var head = (await stores.Conversations.GetHeadsAsync([Sample.Group(group.Key)], TestContext.Current.CancellationToken))[0];
            Assert.Equal(new Position(log.Count, log.Count), head!.Last);
            foreach (var (_, id, seq) in group)
                Assert.Equal(id, log[(int)seq - 1].ClientMsgId.Value);
        }

        foreach (var (group, id, seq) in retried.Take(50))
        {
            var again = await stores.AppendAsync(Sample.Message(group["g.".Length..], id) with { Sender = new UserId("writer") });
            Assert.Equal((AppendStatus.Duplicate, seq), (again.Status, again.Position.Seq));
        }
    }

    private static async Task<List<(string Group, string Id, long Seq)>> WriteUntilKilledAsync(string path, int run, int lines)
    {
        var writer = Path.Combine(AppContext.BaseDirectory, "ImKit.Storage.CrashWriter.dll");
        var start = new ProcessStartInfo("dotnet", [writer, path, $"{run}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        var acknowledged = new List<(string, string, long)>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                // The writer prints a line with one write, so the kill cuts none short.
                var words = line.Split(' ');
                acknowledged.Add((words[1], words[2], long.Parse(words[3])));
                if (acknowledged.Count == lines)
                    process.Kill();
            }
        }
        finally
        {
            process.Kill();
        }

        Assert.True(acknowledged.Count >= lines, $"The writer ended by itself: {await errors}");
        return acknowledged;
    }
}
