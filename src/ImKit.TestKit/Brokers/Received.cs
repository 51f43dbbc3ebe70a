using System.Collections.Concurrent;
using System.Text;

namespace ImKit.TestKit;

/// <summary>What a receiver got, in its order. Any thread.</summary>
internal sealed class Received
{
    /// <summary>Long enough for a busy machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int Short = 1000;
    private readonly ConcurrentQueue<byte[]> _messages = new();
    private readonly ConcurrentQueue<string> _texts = new();
    private TaskCompletionSource _news = NewSignal();

    public IReadOnlyList<byte[]> Messages => [.. _messages];

    /// <summary>Messages as text; of long ones only their length.</summary>
    public IReadOnlyList<string> Texts => [.. _texts];

    /// <summary>Takes a message. A copy: the bytes are the broker's when the call returns.</summary>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        _messages.Enqueue(payload.ToArray());
        _texts.Enqueue(payload.Length <= Short ? Encoding.UTF8.GetString(payload.Span) : $"{payload.Length} bytes");
        Interlocked.Exchange(ref _news, NewSignal()).TrySetResult();
        return default;
    }

    /// <summary>Waits until what was received is enough.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<string>, bool> enough, string what)
    {
        using var deadline = new CancellationTokenSource(Limit);
        while (true)
        {
            var news = Volatile.Read(ref _news).Task;
            if (enough(Texts))
                return;
            try
            {
                await news.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not received within {Limit.TotalSeconds} s: {what}. Received were {_messages.Count} messages.");
            }
        }
    }

    public Task UntilAsync(string text) => UntilAsync(texts => texts.Contains(text), text);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
