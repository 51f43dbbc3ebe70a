using System.Collections.Concurrent;
using System.Text;

namespace ImKit.TestKit;

/// <summary>What a receiver got, in its order. Any thread.</summary>
internal sealed class Received
{
    /// <summary>Long enough for a busy machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<byte[]> _messages = new();
    private readonly SemaphoreSlim _news = new(0);

    public IReadOnlyList<byte[]> Messages => [.. _messages];

    public IReadOnlyList<string> Texts => [.. _messages.Select(Encoding.UTF8.GetString)];

    /// <summary>Takes a message. A copy: the bytes are the broker's when the call returns.</summary>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        _messages.Enqueue(payload.ToArray());
        _news.Release();
        return default;
    }

    /// <summary>Waits until what was received is enough.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<string>, bool> enough, string what)
    {
        using var deadline = new CancellationTokenSource(Limit);
        while (!enough(Texts))
        {
            try
            {
                await _news.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not received within {Limit.TotalSeconds} s: {what}. Received were {_messages.Count} messages.");
            }
        }
    }

    public Task UntilAsync(string text) => UntilAsync(texts => texts.Contains(text), text);
}
