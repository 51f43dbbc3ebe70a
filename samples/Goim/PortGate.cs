namespace ImKit.Samples.Goim;

internal static class PortGate
{
    /// <summary>Each port serves its own: clients reach <c>/sub</c> on the WebSocket port, and nothing that pushes.</summary>
    public static void UsePortGate(this IApplicationBuilder app, GoimSettings settings)
    {
        if (!settings.UsesWebServer() || settings.Ws == settings.Http)
            return;
        app.Use(async (context, next) =>
        {
            var socket = context.Request.Path.StartsWithSegments("/sub");
            if (socket == (context.Connection.LocalPort == settings.Ws))
                await next(context);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
    }
}
