using ImKit.AspNetCore.Tests.Support;
using ImKit.Transports.AspNetCore;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.AspNetCore.Tests;

/// <summary>Alone, because allocations of the whole process are counted.</summary>
[CollectionDefinition(nameof(LoopAllocationTests), DisableParallelization = true)]
[Collection(nameof(LoopAllocationTests))]
public class LoopAllocationTests
{
    [Fact]
    public async Task A_turn_on_the_loop_costs_no_memory()
    {
        var loop = new SerialEventLoop(new FakeLogger());
        var allocated = 0L;

        await Wait.For(Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await loop.Enter();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 10_000; i++)
                await loop.Enter();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }));

        Assert.True(allocated < 10_000, $"{allocated} bytes for 10,000 turns");
    }
}
