namespace ImKit.Faults.Network;

/// <summary>SIGKILL, and a new start at the end.</summary>
internal sealed class Kill(string what, string place, Func<Task> kill, Func<Task> start) : Fault($"{what} is killed", place)
{
    public override Task BeginAsync() => kill();

    public override Task EndAsync() => start();
}
