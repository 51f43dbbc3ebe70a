using System.Runtime.CompilerServices;

namespace ImKit.Transports.AspNetCore;

/// <summary>What <c>await loop.Enter()</c> and <c>await loop.Yield()</c> await. Allocates nothing per use.</summary>
internal readonly struct LoopEntry(SerialEventLoop loop, bool yield) : ICriticalNotifyCompletion
{
    public bool IsCompleted => !yield && loop.InLoop;

    public LoopEntry GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (yield)
            loop.Post(continuation);
        else
            loop.Enter(continuation);
    }
}
