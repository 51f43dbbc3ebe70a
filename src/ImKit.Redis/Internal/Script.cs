using StackExchange.Redis;

namespace ImKit.Redis.Internal;

/// <summary>A step that Redis does as a whole. The client sends its hash where the server knows it.</summary>
internal sealed class Script(string text)
{
    public Task<RedisResult> RunAsync(IDatabase redis, RedisKey[] keys, params RedisValue[] values) => redis.ScriptEvaluateAsync(text, keys, values);
}
