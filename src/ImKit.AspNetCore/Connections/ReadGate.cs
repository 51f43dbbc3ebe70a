using System.Runtime.CompilerServices;

namespace ImKit.Transports.AspNetCore;

/// <summary>What a reader awaits before it waits for bytes. Loop thread only; continues on the loop, never inside the call that opens it.</summary>
internal readonly struct ReadGate(LoopConnection connection) : ICriticalNotifyCompletion
{
    public bool IsCompleted => connection.GateIsOpen;

    public ReadGate GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => connection.WhenGateOpens(continuation);

    public void UnsafeOnCompleted(Action continuation) => connection.WhenGateOpens(continuation);
}
