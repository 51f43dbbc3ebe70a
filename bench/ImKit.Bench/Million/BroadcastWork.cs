namespace ImKit.Bench.Million;

/// <summary>Broadcasts one after the other, each until all have it.</summary>
/// <param name="Offered">Deliveries that the buckets have counted as offered.</param>
/// <param name="HandedOver">Of these, handed over.</param>
/// <param name="EachGotAll">Whether each member got the bytes of all broadcasts, no more and no fewer.</param>
/// <param name="CpuSeconds">Of the whole process.</param>
/// <param name="Allocated">Bytes, by anybody in the process.</param>
internal sealed record BroadcastWork(long Offered, long HandedOver, bool EachGotAll, double CpuSeconds, long Allocated)
{
    public static async Task<BroadcastWork> RunAsync(MillionServer server, int broadcasts)
    {
        var received = server.Received();
        var (offered, handedOver) = Counts(server);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = ProcessFigures.Cpu();
        for (var i = 0; i < broadcasts; i++)
            await server.BroadcastAsync();
        cpu = ProcessFigures.Cpu() - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var after = Counts(server);
        var due = (long)broadcasts * server.BroadcastBytes;
        var eachGotAll = received.Zip(server.Received()).All(pair => pair.Second - pair.First == due);
        return new BroadcastWork(after.Offered - offered, after.HandedOver - handedOver, eachGotAll, cpu, allocated);
    }

    private static (long Offered, long HandedOver) Counts(MillionServer server) =>
        (server.Buckets.Sum(static bucket => Volatile.Read(ref bucket.Counters.Offered)), server.Buckets.Sum(static bucket => Volatile.Read(ref bucket.Counters.HandedOver)));
}
