// Echoes WebSocket messages over ImKit's own layer, so that a suite from outside or a foreign client can be pointed at it: text comes back as text, messages
// may have 16 MiB. Usage: ImKit.EchoHost --port P --transport linux|linux-epoll|linux-uring|dotnetty|aspnetcore. Port 0 asks for a free one. It listens on the
// loopback at the paths /, /im and /sub, prints one line when it does, and ends on SIGTERM or Ctrl-C.
using System.Globalization;
using System.Runtime.InteropServices;
using ImKit.EchoHost;
using ImKit.Tests.Shared;

if (args is not ["--port", var port, "--transport", var transport] || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
{
    await Console.Error.WriteLineAsync("usage: ImKit.EchoHost --port P --transport linux|linux-epoll|linux-uring|dotnetty|aspnetcore");
    return 2;
}

var ended = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var host = new WebSocketEchoHost(Environment.ProcessorCount);
await using IEchoServer? server = transport == "aspnetcore" ? new KestrelServer() : ListeningServer.For(transport);
if (server is null)
{
    await Console.Error.WriteLineAsync($"unknown transport {transport}");
    return 2;
}

Console.WriteLine($"ImKit.EchoHost is ready: ws://127.0.0.1:{await server.StartAsync(host, number)}/ ({transport})");
await ended.Task;
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.TrySetResult();
}
