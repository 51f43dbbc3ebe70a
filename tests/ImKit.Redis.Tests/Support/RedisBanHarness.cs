using StackExchange.Redis;

namespace ImKit.Redis.Tests.Support;

/// <summary>The bans of an application of one test. Time passes by moving all that was noted, and its ends, towards the past.</summary>
internal sealed class RedisBanHarness(RedisNode node) : BanExchangeHarness, IBanExchange
{
    private const string Shift = """
        local by = tonumber(ARGV[1])
        local function earlier(entry)
          local ends, rest = string.match(entry, '^(%d+)(|.*)$')
          return string.format('%.0f', tonumber(ends) - by) .. rest
        end
        for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
          local number = redis.call('ZSCORE', KEYS[1], entry)
          redis.call('ZREM', KEYS[1], entry)
          redis.call('ZADD', KEYS[1], number, earlier(entry))
        end
        for i = 1, #KEYS do
          local left = redis.call('PTTL', KEYS[i])
          if i > 1 and left >= 0 then
            for _, field in ipairs({'since', 'until'}) do
              local value = redis.call('HGET', KEYS[i], field)
              if value then redis.call('HSET', KEYS[i], field, string.format('%.0f', tonumber(value) - by)) end
            end
            local entry = redis.call('HGET', KEYS[i], 'entry')
            if entry then redis.call('HSET', KEYS[i], 'entry', earlier(entry)) end
          end
          if left >= 0 then redis.call('PEXPIRE', KEYS[i], string.format('%.0f', math.max(0, left - by))) end
        end
        return 1
        """;

    private readonly HashSet<(string Kind, string Subject)> _noted = [];

    public override IBanExchange Exchange => this;

    public ValueTask<BanPage> ExchangeAsync(string kind, IReadOnlyList<RefusalNote> notes, BanTerms terms, long after, CancellationToken cancel)
    {
        lock (_noted)
            _noted.UnionWith(notes.Select(note => (kind, note.Subject)));
        return node.Bans.ExchangeAsync(kind, notes, terms, after, cancel);
    }

    public override async ValueTask AdvanceAsync(TimeSpan time)
    {
        foreach (var kind in _noted.GroupBy(static note => note.Kind))
        {
            RedisKey[] keys = [node.Connection.Keys.Bans(kind.Key), .. kind.Select(note => node.Connection.Keys.Offences(kind.Key, note.Subject))];
            await node.Connection.CallAsync(
                CallKind.Bans, redis => redis.ScriptEvaluateAsync(Shift, keys, [(long)time.TotalMilliseconds]), CancellationToken.None);
        }
    }

    public override ValueTask DisposeAsync() => node.DisposeAsync();
}
