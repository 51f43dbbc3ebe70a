namespace ImKit.Testing;

/// <summary>Something a <see cref="SeededScheduler"/> may choose. Its queue belongs to the scheduler's lock.</summary>
internal abstract class WorkSource(long number, string name)
{
    public long Number { get; } = number;

    public string Name { get; } = name;

    /// <summary>Takes the next piece of work; <paramref name="more"/> tells whether there is another behind it.</summary>
    public abstract Action Take(out bool more);
}

/// <summary>One piece of work that belongs to no loop.</summary>
internal sealed class SingleWork(long number, Action work) : WorkSource(number, "work")
{
    public override Action Take(out bool more)
    {
        more = false;
        return work;
    }
}
