namespace ImKit.Faults.Network;

/// <summary>SIGSTOP: the process stands still, its connections stay, and nothing is answered.</summary>
internal sealed class Pause(string what, string place, Func<int?> process) : Fault($"{what} stands still", place)
{
    public override Task BeginAsync() => SignalAsync("STOP");

    public override Task EndAsync() => SignalAsync("CONT");

    private Task SignalAsync(string signal) => process() is { } number ? Shell.SignalAsync(number, signal) : Task.CompletedTask;
}
