using StackExchange.Redis;

namespace ImKit.Redis.Tests.Support;

/// <summary>The permits of an application of one test. Time passes by moving what was taken towards the past.</summary>
internal sealed class RedisPermitHarness(RedisNode node) : PermitExchangeHarness, IPermitExchange
{
    private const string Shift = """
        for i = 1, #KEYS do
          local left = redis.call('PTTL', KEYS[i])
          if left >= 0 then
            if left <= tonumber(ARGV[1]) then
              redis.call('DEL', KEYS[i])
            else
              redis.call('SET', KEYS[i], string.format('%.0f', redis.call('GET', KEYS[i]) - ARGV[1] * 1000), 'PX', string.format('%.0f', left - ARGV[1]))
            end
          end
        end
        return 1
        """;

    private readonly HashSet<(string Rule, string Subject)> _noted = [];

    public override IPermitExchange Exchange => this;

    public ValueTask<IReadOnlyList<double>> ExchangeAsync(string rule, IReadOnlyList<PermitNote> notes, PermitTerms terms, CancellationToken cancel)
    {
        lock (_noted)
            _noted.UnionWith(notes.Select(note => (rule, note.Subject)));
        return node.Permits.ExchangeAsync(rule, notes, terms, cancel);
    }

    public override async ValueTask AdvanceAsync(TimeSpan time)
    {
        foreach (var rule in _noted.GroupBy(static note => note.Rule))
        {
            RedisKey[] keys = [.. rule.Select(note => node.Connection.Keys.Permits(rule.Key, note.Subject))];
            await node.Connection.CallAsync(
                CallKind.Permits, redis => redis.ScriptEvaluateAsync(Shift, keys, [(long)time.TotalMilliseconds]), CancellationToken.None);
        }
    }

    public override ValueTask DisposeAsync() => node.DisposeAsync();
}
