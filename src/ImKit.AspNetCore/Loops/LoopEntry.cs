using System.Runtime.CompilerServices;

namespace ImKit.Transports.AspNetCore;

/// <summary>What <c>await loop.Enter()</c> awaits. Allocates nothing per use.</summary>
internal readonly struct LoopEntry(SerialEventLoop loop, bool stay) : ICriticalNotifyCompletion
{
    public bool IsCompleted => stay;

    public LoopEntry GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => loop.Enter(continuation);

    public void UnsafeOnCompleted(Action continuation) => loop.Enter(continuation);
}
