using System.Globalization;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Permits;

/// <summary>Buckets in Redis: of each that is not full, when it will be, by the server's clock. Then it ends by itself.</summary>
internal sealed class RedisPermitExchange(RedisConnection connection) : IPermitExchange
{
    private const int MaxNotes = 256;

    // KEYS: one bucket for each note. ARGV: microseconds that a permit takes to come back, burst, then what was taken by each note.
    // What is left is answered in thousandths of a permit: numbers of scripts are whole.
    private static readonly Script s_exchange = new("""
        local t = redis.call('TIME')
        local now = t[1] * 1000000 + t[2]
        local each, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
        local left = {}
        for i = 1, #KEYS do
          local full = math.max(now, tonumber(redis.call('GET', KEYS[i]) or '0')) + ARGV[i + 2] * each
          redis.call('SET', KEYS[i], string.format('%.0f', full), 'PX', string.format('%.0f', math.max(1, math.ceil((full - now) / 1000))))
          left[i] = math.floor((burst - (full - now) / each) * 1000 + 0.5)
        end
        return left
        """);

    public async ValueTask<IReadOnlyList<double>> ExchangeAsync(string rule, IReadOnlyList<PermitNote> notes, PermitTerms terms, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfZero(notes.Count, nameof(notes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(notes.Count, MaxNotes, nameof(notes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terms.Permits, nameof(terms));
        RedisKey[] keys = [.. notes.Select(note => connection.Keys.Permits(rule, note.Subject))];
        RedisValue[] values =
        [
            (terms.Period.TotalMicroseconds / terms.Permits).ToString("R", CultureInfo.InvariantCulture), terms.Burst,
            .. notes.Select(static note => (RedisValue)note.Taken),
        ];
        var left = (long[])(await connection.CallAsync(CallKind.Permits, redis => s_exchange.RunAsync(redis, keys, values), cancel).ConfigureAwait(false))!;
        return [.. left.Select(static thousandths => thousandths / 1000d)];
    }
}
