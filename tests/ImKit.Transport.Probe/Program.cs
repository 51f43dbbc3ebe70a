// A process of its own for tests that need one: to run out of descriptors, or to be weighed.
// The first argument is the transport. With "starve" it leaves itself no spare descriptor, with "no-io-uring" the kernel refuses it io_uring. It prints "listening PORT"; then each line on its input is a question: "weigh" (bytes of heap, bytes resident) or "stop".
using System.Diagnostics;
using System.Net;
using ImKit;
using ImKit.Transport.Probe;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

var builder = new Builder();
builder.Services.AddLogging(static logging => logging.AddSimpleConsole(static console => console.SingleLine = true));
var starve = args.Contains("starve");
if (args.Contains("no-io-uring"))
    SystemCallFilter.RefuseIoUring();
if (args[0] == "linux")
    builder.UseLinux(options => options.SpareDescriptors = starve ? 0 : options.SpareDescriptors);
else
    builder.UseDotNetty(options => options.SpareDescriptors = starve ? 0 : options.SpareDescriptors);
await using var services = builder.Services.BuildServiceProvider();
var transport = services.GetRequiredService<ITransport>();
// Before anything is awaited: after a start that had to wait this is one of the pool's threads, and the pool would lack it.
if (starve)
    WarmUp();
var bound = await transport.StartAsync(new EchoHost(), [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))], CancellationToken.None);
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

// A process without descriptors cannot start a thread any more, and .NET dies of that; so all that will be needed are started before.
static void WarmUp()
{
    ThreadPool.SetMinThreads(16, 16);
    ThreadPool.SetMaxThreads(16, 16);
    using var all = new Barrier(17);
    for (var i = 0; i < 16; i++)
        ThreadPool.UnsafeQueueUserWorkItem(static all => ((Barrier)all!).SignalAndWait(), all);
    all.SignalAndWait();
    // And the one behind all timers.
    using var fired = new ManualResetEventSlim();
    using var timer = new Timer(static fired => ((ManualResetEventSlim)fired!).Set(), fired, 1, Timeout.Infinite);
    fired.Wait();
}

internal sealed class Builder : IImKitBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();
}
