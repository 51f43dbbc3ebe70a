using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Deployments.Tests.Support;

/// <summary>The application: the same code wherever and on however many nodes it runs.</summary>
internal static class Application
{
    /// <summary>The operation of its own pushes.</summary>
    public const int News = 1000;

    public static IImKitBuilder Add(IServiceCollection services, int port, Action<ListenEndpoint> listen) => services
        .AddImKit(static options =>
        {
            options.Node.Loops = 2;
            options.Protocol.Heartbeat = TimeSpan.FromSeconds(2);
            // A busy machine is no failure.
            options.Protocol.HandshakeTimeout = TimeSpan.FromSeconds(30);
            (options.Drain.Period, options.Drain.Grace) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        })
        .AddTcp(new IPEndPoint(IPAddress.Loopback, port), listen)
        .UseDotNetty()
        .AddDevelopmentAuthenticator()
        .AddBefore<SendStep>(FilterFailure.Closed, static (step, _) =>
            new(step.Draft.Body.Span.IndexOf("forbidden"u8) >= 0 ? ImError.Forbidden : step));
}
