// A process of its own for tests that need one: to run out of descriptors, or to be weighed.
// It prints "listening PORT"; then each line on its input is a question: "weigh" (bytes of heap, bytes resident) or "stop".
using System.Diagnostics;
using System.Net;
using ImKit;
using ImKit.Transport.Probe;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

var builder = new Builder();
builder.Services.AddLogging(static logging => logging.AddSimpleConsole(static console => console.SingleLine = true));
builder.UseDotNetty();
await using var services = builder.Services.BuildServiceProvider();
var transport = services.GetRequiredService<ITransport>();
var bound = await transport.StartAsync(new EchoHost(), [new IPEndPoint(IPAddress.Loopback, 0)], CancellationToken.None);
Console.WriteLine($"listening {bound[0].Port}");

while (await Console.In.ReadLineAsync() is { } question && question != "stop")
{
    for (var i = 0; i < 3; i++)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    using var self = Process.GetCurrentProcess();
    Console.WriteLine($"weight {GC.GetTotalMemory(true)} {self.WorkingSet64}");
}

await transport.StopAcceptingAsync(CancellationToken.None);
await transport.StopAsync(CancellationToken.None);
return 0;

internal sealed class Builder : IImKitBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();
}
