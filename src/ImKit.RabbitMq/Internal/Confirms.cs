using System.Collections.Concurrent;

namespace ImKit.RabbitMq.Internal;

/// <summary>Messages of one channel that RabbitMQ has not confirmed yet. Added in order by one thread at a time; confirmed by the channel's own.</summary>
internal sealed class Confirms
{
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _waiting = new();
    private volatile Exception? _failure;
    private ulong _confirmed;
    private ulong _last;

    /// <summary>Notes the next message of the channel.</summary>
    /// <returns>Ends with RabbitMQ's answer.</returns>
    public Task Add()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[++_last] = answer;
        // It may have failed before it knew of this one.
        if (_failure is { } failure)
            answer.TrySetException(failure);
        return answer.Task;
    }

    /// <param name="number">The number of a message.</param>
    /// <param name="multiple">Whether all before it are meant too.</param>
    /// <param name="refusal">Null if RabbitMQ has taken it.</param>
    public void Confirm(ulong number, bool multiple, Exception? refusal)
    {
        for (var one = multiple ? _confirmed + 1 : number; one <= number; one++)
        {
            if (_waiting.TryRemove(one, out var answer))
                End(answer, refusal);
        }

        if (multiple)
            _confirmed = number;
    }

    /// <summary>Nothing is answered any more.</summary>
    public void Fail(Exception failure)
    {
        _failure = failure;
        foreach (var (number, answer) in _waiting)
        {
            if (_waiting.TryRemove(number, out _))
                answer.TrySetException(failure);
        }
    }

    private static void End(TaskCompletionSource answer, Exception? refusal)
    {
        if (refusal is null)
            answer.TrySetResult();
        else
            answer.TrySetException(refusal);
    }
}
