using System.Diagnostics;
using System.Globalization;
using ImKit.Bench.Send;
using ImKit.Storage.Postgres;
using Npgsql;

namespace ImKit.Bench.Publish;

/// <summary>A host's own transactions: each writes a row of the host's and publishes messages, over connections of the host's own.</summary>
/// <param name="schema">Of ImKit; the host's table lies beside its tables.</param>
/// <param name="settings">As many senders as plain sends have, each with sixteen conversations.</param>
/// <param name="connections">Over which they are spread.</param>
internal sealed class HostLoad(PostgresSchema schema, SendSettings settings, int connections) : IAsyncDisposable
{
    private const int PeersOfEach = 16;
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create($"{schema.Database};Maximum Pool Size={connections + 4};Max Auto Prepare=8;Auto Prepare Min Usages=2");
    private readonly byte[] _body = Enumerable.Repeat((byte)'x', settings.Body).ToArray();
    private long _done;

    /// <summary>Messages of all committed transactions since <see cref="ClearAsync"/>.</summary>
    public long Published { get; private set; }

    public Task PrepareAsync() => ExecuteAsync($"CREATE TABLE {schema.Name}.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text NOT NULL)");

    /// <summary>What waits is of no interest any more.</summary>
    public async Task ClearAsync()
    {
        await ExecuteAsync($"TRUNCATE {schema.Name}.publish");
        Published = 0;
    }

    /// <param name="messages">In each transaction; 0: its own row alone.</param>
    /// <returns>Messages, or transactions if there are none in them.</returns>
    public async Task<SendRate> RunAsync(int messages)
    {
        _done = 0;
        using var stop = new CancellationTokenSource();
        var hosts = Enumerable.Range(0, connections).Select(host => Task.Run(() => WorkAsync(host, messages, stop.Token))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(settings.WarmUp));
        var (from, meter) = (Interlocked.Read(ref _done), new RateMeter());
        await Task.Delay(TimeSpan.FromSeconds(settings.Seconds));
        var rate = meter.Of(Interlocked.Read(ref _done) - from);
        await stop.CancelAsync();
        await Task.WhenAll(hosts);
        Published += messages > 0 ? _done : 0;
        return rate;
    }

    public Task<long> WaitingAsync() => CountAsync("publish");

    public Task<long> EntriesAsync() => CountAsync("entries");

    public async Task UntilSentAsync()
    {
        while (await WaitingAsync() > 0)
            await Task.Delay(50);
        if (await CountAsync("publish_refused") is > 0 and var refused)
            throw new BenchException($"{refused} messages were refused");
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task WorkAsync(int host, int messages, CancellationToken stop)
    {
        var run = Stopwatch.GetTimestamp();
        await using var connection = await _source.OpenConnectionAsync(CancellationToken.None);
        await using var order = new NpgsqlCommand($"INSERT INTO {schema.Name}.orders (item) VALUES ($1)", connection) { Parameters = { new() { Value = "a book" } } };
        for (long number = 0; !stop.IsCancellationRequested;)
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await order.ExecuteNonQueryAsync(CancellationToken.None);
            for (var i = 0; i < messages; i++, number++)
                await transaction.PublishAsync(Draft(host, run, number), schema.Name, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            Interlocked.Add(ref _done, Math.Max(1, messages));
        }
    }

    /// <summary>The connection's senders in turn, each to its peers in turn.</summary>
    private PublishDraft Draft(int host, long run, long number)
    {
        var ofHost = Math.Max(1, settings.Senders / connections);
        var sender = (host * ofHost) + (number % ofHost);
        return new PublishDraft
        {
            Sender = new UserId(string.Create(CultureInfo.InvariantCulture, $"sender-{sender}")),
            ToUser = new UserId(string.Create(CultureInfo.InvariantCulture, $"peer-{sender}-{number / ofHost % PeersOfEach}")),
            ClientMsgId = new ClientMsgId(string.Create(CultureInfo.InvariantCulture, $"{run}-{number}")),
            Body = _body,
        };
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = _source.CreateCommand($"SELECT count(*) FROM {schema.Name}.{table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
