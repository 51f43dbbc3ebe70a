namespace ImKit.Redis.Internal.Sessions;

/// <summary>What happens to a user's sessions and to connection keys, each in one step.</summary>
/// <remarks>A session is a field of its user's hash, named by the connection key: <c>number|node|boot|session|device|class</c>. Its number was claimed from
/// its key: of two registrations under one key the later claim has the higher number. A claim is a field of the key's hash, named by the user.</remarks>
internal static class SessionScripts
{
    /// <summary>Claims a key for a user. KEYS: the key. ARGV: user. Answers with a number above all that were claimed from it; it is the server's time in
    /// microseconds, so it rises also when there was no claim left.</summary>
    public static readonly Script Claim = new("""
        local t = redis.call('TIME')
        local number = t[1] * 1000000 + t[2]
        for _, claimed in ipairs(redis.call('HVALS', KEYS[1])) do
          if tonumber(claimed) >= number then number = tonumber(claimed) + 1 end
        end
        local text = string.format('%.0f', number)
        redis.call('HSET', KEYS[1], ARGV[1], text)
        return text
        """);

    /// <summary>Registers within limits. KEYS: the user. ARGV: key, owner, session, device|class, class, per user, per class, refuses new, number, time and
    /// owners of the live. Answers with 0, or with the number, and key and value of each session that had to go.</summary>
    /// <remarks>A session that was registered after the live were read counts as live: its node may have joined since. What takes the place of a higher
    /// number takes that number too: to other users it must not look earlier than what it replaced.</remarks>
    public static readonly Script Register = new("""
        local number = tonumber(ARGV[9])
        local asOf, live = tonumber(ARGV[10]), {}
        for i = 11, #ARGV do live[ARGV[i]] = true end
        local me = ARGV[2] .. '|' .. ARGV[3]
        local gone, others, same = {}, {}, {}
        local all = redis.call('HGETALL', KEYS[1])
        for i = 1, #all, 2 do
          local n, owner, session, class = string.match(all[i + 1], '^(%d+)|([^|]*|%-?%d+)|(%-?%d+)|[^|]*|([^|]*)$')
          n = tonumber(n)
          if all[i] == ARGV[1] and n > number then number = n end
          if live[owner] or n >= asOf then
            local other = {n = n, key = all[i], value = all[i + 1]}
            if all[i] ~= ARGV[1] then
              others[#others + 1] = other
              if class == ARGV[5] then same[#same + 1] = other end
            elseif owner .. '|' .. session ~= me then
              gone[#gone + 1] = other
            end
          end
        end
        local function byAge(a, b) return a.n < b.n end
        local perUser, perClass = tonumber(ARGV[6]), tonumber(ARGV[7])
        local left = #others
        local function close(other)
          if other.closed then return end
          other.closed = true
          left = left - 1
          gone[#gone + 1] = other
          redis.call('HDEL', KEYS[1], other.key)
        end
        if perClass > 0 and #same + 1 > perClass then
          if ARGV[8] == '1' then return {'0'} end
          table.sort(same, byAge)
          for i = 1, #same + 1 - perClass do close(same[i]) end
        end
        if perUser > 0 and left + 1 > perUser then
          table.sort(others, byAge)
          for i = 1, #others do
            if left + 1 > perUser then close(others[i]) end
          end
        end
        local text = string.format('%.0f', number)
        redis.call('HSET', KEYS[1], ARGV[1], text .. '|' .. me .. '|' .. ARGV[4])
        local out = {text}
        for _, other in ipairs(gone) do
          out[#out + 1] = other.key
          out[#out + 1] = other.value
        end
        return out
        """);

    /// <summary>Removes exactly one session. KEYS: the user. ARGV: key, owner|session. Answers with its number, or nothing.</summary>
    public static readonly Script Remove = new("""
        local value = redis.call('HGET', KEYS[1], ARGV[1])
        if not value then return false end
        local number, session = string.match(value, '^(%d+)|([^|]*|%-?%d+|%-?%d+)|')
        if session ~= ARGV[2] then return false end
        redis.call('HDEL', KEYS[1], ARGV[1])
        return number
        """);

    /// <summary>Removes what another user has under a key. KEYS: the other user. ARGV: key, number. Answers with its value if it had a lower number, with
    /// 'higher' if it stays because of a higher one, or with nothing.</summary>
    public static readonly Script Outrank = new("""
        local value = redis.call('HGET', KEYS[1], ARGV[1])
        if not value then return false end
        if tonumber(string.match(value, '^%d+')) > tonumber(ARGV[2]) then return 'higher' end
        redis.call('HDEL', KEYS[1], ARGV[1])
        return value
        """);

    /// <summary>Removes a claim, unless the user has claimed the key again. KEYS: the key. ARGV: user, number.</summary>
    public static readonly Script Unclaim = new("""
        if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
        return 1
        """);
}
