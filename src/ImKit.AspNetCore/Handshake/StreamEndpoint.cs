using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ImKit.Transports.AspNetCore;

/// <summary>One Kestrel endpoint that speaks bare TCP. Any thread.</summary>
internal sealed class StreamEndpoint(AspNetCoreTransport transport)
{
    public async Task HandleAsync(ConnectionContext context)
    {
        if (!transport.Accepting)
        {
            transport.Metrics.Refuse("draining");
            context.Abort(new ConnectionAbortedException("the server takes no connections now"));
            return;
        }

        var origin = new ConnectionOrigin { Transport = transport.Name, Secure = context.Features.Get<ITlsHandshakeFeature>() is not null };
        var connection = new PipeConnection(transport.NextLoop(), transport.Limits, context);
        await connection.RunAsync(origin).ConfigureAwait(false);
    }
}
