using System.Globalization;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Bans;

/// <summary>Bans in Redis. What a subject has done is a hash of its own, and the bans that hold stand in one list in the order in which they were made; all
/// of it ends by itself, by the server's clock.</summary>
internal sealed class RedisBanExchange(RedisConnection connection) : IBanExchange
{
    private const int MaxNotes = 256;
    private const int Page = 1000;

    // KEYS: list, then one subject's hash for each note. ARGV: refusals, window, first, longest (ms), after, page, then subject, refusals, banned of each note.
    // The list is by a number that rises with each ban: the server's time in microseconds, or more. Its members are until|bans|subject.
    private static readonly Script s_exchange = new("""
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local number = t[1] * 1000000 + t[2]
        local newest = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
        local last = newest[2] and tonumber(newest[2]) or 0
        local threshold, window, first, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        for i = 2, #KEYS do
          local at = 7 + (i - 2) * 3
          local known = redis.call('HMGET', KEYS[i], 'since', 'count', 'bans', 'until', 'entry')
          local since, count, bans = tonumber(known[1] or '0'), tonumber(known[2] or '0'), tonumber(known[3] or '0')
          if now >= tonumber(known[4] or '0') then
            if now - since > window then since, count = now, 0 end
            count = count + tonumber(ARGV[at + 1])
            if ARGV[at + 2] == '1' or count >= threshold then
              local length = math.min(longest, first * 2 ^ math.min(bans, 30))
              bans = bans + 1
              if known[5] then redis.call('ZREM', KEYS[1], known[5]) end
              number = math.max(number, last + 1)
              last = number
              local untilText = string.format('%.0f', now + length)
              local entry = untilText .. '|' .. string.format('%.0f', bans) .. '|' .. ARGV[at]
              redis.call('ZADD', KEYS[1], string.format('%.0f', number), entry)
              redis.call('HSET', KEYS[i], 'since', since, 'count', 0, 'bans', bans, 'until', untilText, 'entry', entry)
              redis.call('PEXPIRE', KEYS[i], string.format('%.0f', 10 * length))
              if redis.call('PTTL', KEYS[1]) < length then redis.call('PEXPIRE', KEYS[1], string.format('%.0f', length)) end
            else
              redis.call('HSET', KEYS[i], 'since', string.format('%.0f', since), 'count', count)
              if bans == 0 then redis.call('PEXPIRE', KEYS[i], string.format('%.0f', window)) end
            end
          end
        end
        if #KEYS > 1 then
          redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -65537)
          for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, 511)) do
            if tonumber(string.match(entry, '^%d+')) <= now then redis.call('ZREM', KEYS[1], entry) end
          end
        end
        local after, page = tonumber(ARGV[5]), tonumber(ARGV[6])
        if after > math.max(number, last) then after = 0 end
        local found = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', after), '+inf', 'WITHSCORES', 'LIMIT', 0, page)
        local out = {string.format('%.0f', math.max(1, after)), #found / 2 == page and 1 or 0}
        for i = 1, #found, 2 do
          local ends, bans, subject = string.match(found[i], '^(%d+)|(%d+)|(.*)$')
          out[1] = string.format('%.0f', tonumber(found[i + 1]))
          if tonumber(ends) > now then
            out[#out + 1] = subject
            out[#out + 1] = string.format('%.0f', tonumber(ends) - now)
            out[#out + 1] = bans
          end
        end
        return out
        """);

    public async ValueTask<BanPage> ExchangeAsync(string kind, IReadOnlyList<RefusalNote> notes, BanTerms terms, long after, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(notes.Count, MaxNotes, nameof(notes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terms.Refusals, nameof(terms));
        RedisKey[] keys = [connection.Keys.Bans(kind), .. notes.Select(note => connection.Keys.Offences(kind, note.Subject))];
        RedisValue[] values =
        [
            terms.Refusals, Milliseconds(terms.Window), Milliseconds(terms.First), Milliseconds(terms.Longest), after, Page,
            .. notes.SelectMany(static note => (RedisValue[])[note.Subject, note.Refusals, note.Banned ? 1 : 0]),
        ];
        var answer = (string[])(await connection.CallAsync(CallKind.Bans, redis => s_exchange.RunAsync(redis, keys, values), cancel).ConfigureAwait(false))!;
        return new BanPage([.. answer.Skip(2).Chunk(3).Select(ParseBan)], Number(answer[0]), answer[1] == "1");
    }

    private static SharedBan ParseBan(string[] parts) => new(parts[0], TimeSpan.FromMilliseconds(Number(parts[1])), (int)Number(parts[2]));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
