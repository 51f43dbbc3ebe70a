using DotNetty.Buffers;
using Microsoft.Extensions.Logging;

namespace ImKit.Transport.Tests;

[Collection(ProcessWide.Name)]
public class LeakTests
{
    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static bool LeakLogged(TestServer server) =>
        server.Logs.GetSnapshot().Any(static record => record.Level == LogLevel.Error && record.Message.StartsWith("LEAK", StringComparison.Ordinal));

    [Fact]
    public async Task Traffic_and_a_stop_leak_no_buffer()
    {
        await ServeAndStopAsync();
        await using var watch = await TestServer.StartAsync();

        Collect();

        Assert.False(LeakLogged(watch));
    }

    [Fact]
    public async Task A_leaked_buffer_would_be_seen()
    {
        await using var watch = await TestServer.StartAsync();
        watch.ExpectedErrors = 1;
        Leak();

        Collect();

        Assert.True(LeakLogged(watch));
    }

    private static void Leak() => _ = UnpooledByteBufferAllocator.Default.DirectBuffer(16);

    private static async Task ServeAndStopAsync()
    {
        await using var server = await TestServer.StartEchoAsync();
        for (var i = 0; i < 20; i++)
        {
            using var client = await TestClient.ConnectAsync(server.Endpoint);
            await client.SendAsync(Pattern.Bytes(5000)).Soon();
            await client.ReadAsync(5000);
            if (i % 2 == 0)
                client.Reset();
        }
    }
}
