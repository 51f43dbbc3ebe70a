using System.Globalization;
using ImKit.Nodes;
using ImKit.Storage;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Nodes;

/// <summary>Room counts in Redis: for each boot and tenant a sorted set of rooms by members, which ends by itself unless it is reported again.</summary>
internal sealed class RedisRoomCounts(RedisConnection connection, LiveNodes live) : IRoomCounts
{
    private const int FirstDepth = 100;

    // Beside the rooms stands a member without a name, so that a boot without any room has reported, too. No room is called so.
    private static readonly Script s_report = new("""
        if ARGV[1] == '1' then
          redis.call('DEL', KEYS[1])
        elseif redis.call('EXISTS', KEYS[1]) == 0 then
          return 0
        end
        redis.call('ZADD', KEYS[1], 0, '')
        for i = 3, #ARGV, 2 do
          if ARGV[i + 1] == '0' then
            redis.call('ZREM', KEYS[1], ARGV[i])
          else
            redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
          end
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """);

    public async ValueTask<bool> ReportAsync(
        NodeId node, long boot, TenantId tenant, IReadOnlyList<RoomCount> rooms, bool whole, TimeSpan lease, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rooms, min: 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        RedisKey[] keys = [connection.Keys.Counts(RedisKeys.Owner(node, boot), tenant)];
        RedisValue[] values =
        [
            whole ? 1 : 0, lease.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture),
            .. rooms.SelectMany(static count => (RedisValue[])[count.Room.Value, Math.Max(0, count.Members)]),
        ];
        return (int)await CallAsync(redis => s_report.RunAsync(redis, keys, values), cancel).ConfigureAwait(false) == 1;
    }

    public async ValueTask<IReadOnlyList<int>> CountAsync(TenantId tenant, IReadOnlyList<RoomId> rooms, NodeId except, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rooms);
        var owners = await OthersAsync(except, cancel).ConfigureAwait(false);
        return await SumAsync(owners, tenant, [.. rooms.Select(static room => (RedisValue)room.Value)], cancel).ConfigureAwait(false);
    }

    /// <remarks>Every boot's rooms are read from the top, as deep as is needed: a room that no boot has shown yet has at most as many members as the rooms at that
    /// depth have together.</remarks>
    public async ValueTask<IReadOnlyList<RoomCount>> TopAsync(TenantId tenant, string prefix, int limit, NodeId except, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var owners = await OthersAsync(except, cancel).ConfigureAwait(false);
        var sums = new Dictionary<string, int>(StringComparer.Ordinal);
        var from = 0;
        for (var page = Math.Clamp(limit, FirstDepth, StoreArguments.MaxKeys); owners.Length > 0; page = Math.Min(2 * page, StoreArguments.MaxKeys))
        {
            var shown = await ReadAsync(owners, tenant, from, page, cancel).ConfigureAwait(false);
            RedisValue[] found = [.. shown.SelectMany(static rooms => rooms).Where(room => room.Score > 0)
                .Select(static room => room.Element).Where(room => room.ToString().StartsWith(prefix, StringComparison.Ordinal) && !sums.ContainsKey(room!)).Distinct()];
            foreach (var some in found.Chunk(StoreArguments.MaxKeys))
            {
                var members = await SumAsync(owners, tenant, some, cancel).ConfigureAwait(false);
                for (var i = 0; i < some.Length; i++)
                    sums[some[i]!] = members[i];
            }

            var unseen = shown.Sum(rooms => rooms.Length < page ? 0 : rooms[^1].Score);
            var top = sums.Where(static room => room.Value > 0).OrderByDescending(static room => room.Value).Take(limit).ToList();
            if (unseen <= 0 || (top.Count == limit && top[^1].Value >= unseen))
                return [.. top.Select(static room => new RoomCount(new RoomId(room.Key), room.Value))];
            from += page;
        }

        return [];
    }

    private async ValueTask<string[]> OthersAsync(NodeId except, CancellationToken cancel)
    {
        var nodes = await CallAsync(live.ReadAsync, cancel).ConfigureAwait(false);
        var own = RedisKeys.Escape(except.Value) + "|";
        return [.. nodes.Owners.Select(static owner => owner.ToString()).Where(owner => !owner.StartsWith(own, StringComparison.Ordinal))];
    }

    private ValueTask<SortedSetEntry[][]> ReadAsync(string[] owners, TenantId tenant, int from, int count, CancellationToken cancel) => CallAsync(
        redis => Task.WhenAll(owners.Select(owner => redis.SortedSetRangeByRankWithScoresAsync(
            connection.Keys.Counts(owner, tenant), from, from + count - 1, Order.Descending))),
        cancel);

    private async ValueTask<int[]> SumAsync(string[] owners, TenantId tenant, RedisValue[] rooms, CancellationToken cancel)
    {
        var sums = new int[rooms.Length];
        var counts = await CallAsync(
            redis => Task.WhenAll(owners.Select(owner => redis.SortedSetScoresAsync(connection.Keys.Counts(owner, tenant), rooms))), cancel).ConfigureAwait(false);
        foreach (var of in counts)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += (int)(of[i] ?? 0);
        }

        return sums;
    }

    private ValueTask<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancel) => connection.CallAsync(CallKind.Counts, call, cancel);
}
