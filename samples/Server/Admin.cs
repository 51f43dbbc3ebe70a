using System.Security.Cryptography;
using System.Text;
using ImKit.Nodes;

namespace ImKit.Samples.Server;

/// <summary>The administrative port: counts, metrics, push, kick, drain.</summary>
internal static class Admin
{
    public static void MapAdmin(this WebApplication app, ServerSettings settings)
    {
        app.MapImKitHealth();
        var admin = app.MapGroup("").RequireHost($"*:{PortOf(settings)}").AddEndpointFilter((context, next) => MayUse(context.HttpContext.Request, settings.Secret)
            ? next(context)
            : new ValueTask<object?>(Results.Unauthorized()));
        admin.MapGet("/counts", CountsAsync);
        admin.MapGet("/metrics", static (MetricsText metrics) => Results.Text(metrics.Read()));
        admin.MapPost("/push", PushAsync);
        admin.MapPost("/kick", KickAsync);
        admin.MapPost("/drain", static (IHostApplicationLifetime host) =>
        {
            host.StopApplication();
            return Results.Accepted();
        });
    }

    // A free port is not known before the start, and then nothing else listens there that would have to be told apart.
    private static string PortOf(ServerSettings settings) => settings.Http.Port == 0 ? "*" : settings.Http.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool MayUse(HttpRequest request, string secret) => secret.Length == 0
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes($"Bearer {secret}"), Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()));

    private static async Task<IResult> CountsAsync(IImKit im, string? user, string? room, CancellationToken cancel)
    {
        if (user is not null)
            return UserId.TryCreate(user, out var who) ? Results.Ok((await im.SessionsOfAsync(who, cancel)).Select(static session => session.Key.Value)) : Bad("user");
        if (room is not null)
            return RoomId.TryCreate(room, out var which) ? Results.Ok(im.CountRoom(which)) : Bad("room");
        var online = await im.CountOnlineAsync(cancel);
        return Results.Ok(new { online.Connections, online.Addresses });
    }

    private static async Task<IResult> PushAsync(IImKit im, HttpRequest request, int operation, string? user, string? room, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var push = new Push(operation, body.ToArray());
        if (user is not null)
            return UserId.TryCreate(user, out var who) ? Results.Ok((await im.PushToUserAsync(who, push, cancel)).Sessions) : Bad("user");
        if (room is not null)
            return RoomId.TryCreate(room, out var which) ? Results.Ok((await im.PushToRoomAsync(which, push, cancel)).Sessions) : Bad("room");
        return Results.Ok((await im.PushToAllAsync(push, 0, cancel)).Sessions);
    }

    private static async Task<IResult> KickAsync(IImKit im, string? user, string? key, int? code, CancellationToken cancel)
    {
        var reason = CloseReason.Kicked with { Code = code is >= 4000 and < 5000 ? code.Value : CloseReason.Kicked.Code };
        if (user is not null)
            return UserId.TryCreate(user, out var who) ? Results.Ok(await im.KickUserAsync(who, reason, cancel)) : Bad("user");
        return ConnectionKey.TryCreate(key ?? "", out var which) ? Results.Ok(await im.KickConnectionAsync(which, reason, cancel) ? 1 : 0) : Bad("key");
    }

    private static IResult Bad(string what) => Results.BadRequest($"no such {what}");
}
