using ImKit.Client.Wires;

namespace ImKit.Client.Connections;

/// <summary>Requests that wait for the frame with their seq. Bounded by the gate. Any thread.</summary>
internal sealed class PendingRequests
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, TaskCompletionSource<Frame>> _waiting = [];
    private int _sequence;
    private bool _ended;

    /// <summary>Registers a request.</summary>
    /// <exception cref="ConnectionLostException">The connection has ended.</exception>
    public (int Sequence, Task<Frame> Answer) Add()
    {
        var answer = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended)
                throw new ConnectionLostException("The connection has ended.");
            // 0 marks pushes, and a seq whose answer is still awaited is not used again.
            do
                _sequence = _sequence == int.MaxValue ? 1 : _sequence + 1;
            while (_waiting.ContainsKey(_sequence));
            _waiting.Add(_sequence, answer);
            return (_sequence, answer.Task);
        }
    }

    public void Remove(int sequence)
    {
        lock (_lock)
            _waiting.Remove(sequence);
    }

    /// <summary>An answer has come; one that nobody waits for any more is passed over.</summary>
    public void Answer(Frame frame)
    {
        TaskCompletionSource<Frame>? answer;
        lock (_lock)
            _waiting.Remove(frame.Sequence, out answer);
        answer?.TrySetResult(frame);
    }

    /// <summary>Ends all, and refuses further ones.</summary>
    public void End(LinkEnd end)
    {
        TaskCompletionSource<Frame>[] left;
        lock (_lock)
        {
            _ended = true;
            left = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var answer in left)
            answer.TrySetException(new ConnectionLostException($"The connection ended before the answer came: {end.Reason}"));
    }
}
