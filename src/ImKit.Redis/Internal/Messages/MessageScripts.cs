namespace ImKit.Redis.Internal.Messages;

/// <summary>What happens to the messages of one node, each in one step. KEYS: receiver, stream.</summary>
/// <remarks>The receiver's hash has the <c>base</c> of its subscription (milliseconds, rising), the number <c>n</c> of the last message, and whether the
/// receiver is <c>idle</c>. A message's id in the stream is base and number: so a receiver sees how many it missed, and that Redis has forgotten it.</remarks>
internal static class MessageScripts
{
    /// <summary>Publishes. ARGV: most messages, lane, payload, channel. Answers with 0 if nobody receives for the node.</summary>
    public static readonly Script Publish = new("""
        local state = redis.call('HMGET', KEYS[1], 'base', 'idle')
        if not state[1] then return 0 end
        local n = redis.call('HINCRBY', KEYS[1], 'n', 1)
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], string.format('%s-%.0f', state[1], n), 'l', ARGV[2], 'p', ARGV[3])
        if n == 1 then redis.call('PEXPIRE', KEYS[2], 120000) end
        if state[2] == '1' then
          redis.call('HSET', KEYS[1], 'idle', 0)
          redis.call('PUBLISH', ARGV[4], '')
        end
        return 1
        """);

    /// <summary>Begins anew, whoever received before. Answers with the base.</summary>
    public static readonly Script Subscribe = new(Begin + """
        return begin(redis.call('HGET', KEYS[1], 'base'))
        """);

    /// <summary>Drops what was handled and reads on. ARGV: base, number of the last handled, most messages, most bytes. Answers with the base, then base and
    /// number, lane and payload of each message; or with nothing if somebody else has subscribed for the node.</summary>
    public static readonly Script Read = new(Begin + """
        local state = redis.call('HMGET', KEYS[1], 'base', 'n')
        local base, done = state[1], tonumber(ARGV[2])
        if base and tonumber(base) > tonumber(ARGV[1]) then return false end
        if base ~= ARGV[1] or tonumber(state[2]) < done then
          base, done = begin(ARGV[1]), 0
        end
        redis.call('XTRIM', KEYS[2], 'MINID', '=', string.format('%s-%.0f', base, done + 1))
        local out, bytes, from = {base}, 0, '-'
        while #out <= tonumber(ARGV[3]) * 3 and bytes < tonumber(ARGV[4]) do
          local entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 4)
          for _, entry in ipairs(entries) do
            out[#out + 1] = entry[1]
            out[#out + 1] = entry[2][2]
            out[#out + 1] = entry[2][4]
            bytes = bytes + #entry[2][4]
            from = '(' .. entry[1]
          end
          if #entries < 4 then break end
        end
        redis.call('HSET', KEYS[1], 'idle', #out == 1 and 1 or 0)
        redis.call('PEXPIRE', KEYS[1], 60000)
        redis.call('PEXPIRE', KEYS[2], 120000)
        return out
        """);

    /// <summary>Ends a subscription, unless another has taken its place. ARGV: base.</summary>
    public static readonly Script Unsubscribe = new("""
        if redis.call('HGET', KEYS[1], 'base') == ARGV[1] then redis.call('DEL', KEYS[1], KEYS[2]) end
        return 1
        """);

    private const string Begin = """
        local function begin(before)
          local t = redis.call('TIME')
          local now = t[1] * 1000 + math.floor(t[2] / 1000)
          if before and tonumber(before) >= now then now = tonumber(before) + 1 end
          local base = string.format('%.0f', now)
          redis.call('DEL', KEYS[1], KEYS[2])
          redis.call('HSET', KEYS[1], 'base', base, 'n', 0, 'idle', 1)
          redis.call('PEXPIRE', KEYS[1], 60000)
          return base
        end

        """;
}
