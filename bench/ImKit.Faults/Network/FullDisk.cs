namespace ImKit.Faults.Network;

/// <summary>The disk of a server is full, until it has room again.</summary>
/// <param name="disk">The disk.</param>
/// <param name="what">Whose.</param>
/// <param name="place">Where.</param>
/// <param name="watch">Looks after the server while it has no room: it may end, and whoever watches over it starts it again.</param>
internal sealed class FullDisk(SmallDisk disk, string what, string place, Func<Task> watch) : Fault($"the disk of {what} is full", place)
{
    public override Task BeginAsync() => disk.FillAsync();

    public override Task EndAsync()
    {
        disk.Free();
        return watch();
    }
}
