namespace ImKit.Transport.Tests.Support;

/// <summary>Tests that look at the whole process (descriptors, threads, DotNetty's own log) run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class ProcessWide
{
    public const string Name = "process-wide";
}
