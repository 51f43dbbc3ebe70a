namespace ImKit.Redis.Internal.Nodes;

/// <summary>What happens to leases, each in one step and by the server's clock.</summary>
internal static class NodeScripts
{
    /// <summary>Joins unless a later boot holds the id: 1 or 0.</summary>
    public static readonly Script Join = new(Begin + """
        local holder = redis.call('HGET', KEYS[2], ARGV[1])
        if holder then
          if tonumber(string.match(holder, '(%-?%d+)$')) > tonumber(ARGV[3]) then return 0 end
          if holder ~= ARGV[2] then bury(ARGV[1]) end
        end
        redis.call('SREM', KEYS[4], ARGV[2])
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        """ + Hold + "return 1");

    /// <summary>Renews if this boot holds the id: whether it does, and one boot that has ended and left something, if there is one.</summary>
    public static readonly Script Renew = new(Begin + """
        local held = redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2]
        if held then
        """ + Hold + """
        end
        return {held and 1 or 0, redis.call('SRANDMEMBER', KEYS[4])}
        """);

    /// <summary>Ends the lease if this boot holds it.</summary>
    public static readonly Script Leave = new(Begin + """
        if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then bury(ARGV[1]) end
        return 1
        """);

    /// <summary>Id, owner and description of every live node, in one list.</summary>
    public static readonly Script List = new(Clock + """
        local out = {}
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')) do
          out[#out + 1] = id
          out[#out + 1] = redis.call('HGET', KEYS[2], id)
          out[#out + 1] = redis.call('HGET', KEYS[3], id)
        end
        return out
        """);

    /// <summary>The time in microseconds, and the owners that live at it, each with how many milliseconds its lease has still to run.</summary>
    public static readonly Script Live = new(Clock + """
        local out = {string.format('%.0f', t[1] * 1000000 + t[2])}
        local leases = redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf', 'WITHSCORES')
        for i = 1, #leases, 2 do
          out[#out + 1] = redis.call('HGET', KEYS[2], leases[i])
          out[#out + 1] = string.format('%.0f', tonumber(leases[i + 1]) - now)
        end
        return out
        """);

    private const string Clock = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)

        """;

    // KEYS: leases, boots, infos, dead. ARGV: id, owner, boot, info, lease in ms. Leases that have ended go first: no id is held by the dead.
    private const string Begin = Clock + """
        local function bury(id)
          local owner = redis.call('HGET', KEYS[2], id)
          if owner then redis.call('SADD', KEYS[4], owner) end
          redis.call('ZREM', KEYS[1], id)
          redis.call('HDEL', KEYS[2], id)
          redis.call('HDEL', KEYS[3], id)
        end
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))) do bury(id) end

        """;

    private const string Hold = """

        redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[5])), ARGV[1])
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])

        """;
}
