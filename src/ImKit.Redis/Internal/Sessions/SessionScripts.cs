namespace ImKit.Redis.Internal.Sessions;

/// <summary>What happens to a user's sessions and to connection keys, each in one step.</summary>
/// <remarks>A session is a field of its user's hash, named by the connection key: <c>number|node|boot|session|device|class</c>. Numbers rise per user,
/// so they tell which of two registrations was later; they are the server's time in microseconds, so they also rise when a hash was empty in between.</remarks>
internal static class SessionScripts
{
    /// <summary>Registers within limits. KEYS: the user. ARGV: key, owner, session, device|class, class, per user, per class, refuses new, time and
    /// owners of the live. Answers with 0, or with the number, and key and value of each session that had to go.</summary>
    /// <remarks>A session that was registered after the live were read counts as live: its node may have joined since.</remarks>
    public static readonly Script Register = new("""
        local t = redis.call('TIME')
        local number = t[1] * 1000000 + t[2]
        local asOf, live = tonumber(ARGV[9]), {}
        for i = 10, #ARGV do live[ARGV[i]] = true end
        local me = ARGV[2] .. '|' .. ARGV[3]
        local gone, others, same = {}, {}, {}
        local all = redis.call('HGETALL', KEYS[1])
        for i = 1, #all, 2 do
          local n, owner, session, class = string.match(all[i + 1], '^(%d+)|([^|]*|%-?%d+)|(%-?%d+)|[^|]*|([^|]*)$')
          n = tonumber(n)
          if n >= number then number = n + 1 end
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

    /// <summary>Removes a session that was not registered after a number. KEYS: the user. ARGV: key, number. Answers with its value, or nothing.</summary>
    public static readonly Script RemoveUntil = new("""
        local value = redis.call('HGET', KEYS[1], ARGV[1])
        if not value or tonumber(string.match(value, '^%d+')) > tonumber(ARGV[2]) then return false end
        redis.call('HDEL', KEYS[1], ARGV[1])
        return value
        """);

    /// <summary>Points a key to its user. KEYS: the key. ARGV: user, number. Answers with what it pointed to if that was another user.</summary>
    public static readonly Script Point = new("""
        local before = redis.call('GET', KEYS[1])
        if before then
          local number, user = string.match(before, '^(%d+)|(.*)$')
          if user == ARGV[1] then
            if tonumber(number) < tonumber(ARGV[2]) then redis.call('SET', KEYS[1], ARGV[2] .. '|' .. ARGV[1]) end
            return false
          end
        end
        redis.call('SET', KEYS[1], ARGV[2] .. '|' .. ARGV[1])
        return before
        """);

    /// <summary>Removes a pointer that has not been moved since. KEYS: the key. ARGV: user, number.</summary>
    public static readonly Script Unpoint = new("""
        if redis.call('GET', KEYS[1]) == ARGV[2] .. '|' .. ARGV[1] then redis.call('DEL', KEYS[1]) end
        return 1
        """);
}
