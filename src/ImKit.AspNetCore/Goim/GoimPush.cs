using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImKit.Goim;

/// <summary>The four pushes. Any thread.</summary>
internal sealed class GoimPush(IImKit im, GoimNodes nodes, int maxBodyBytes)
{
    public async Task<GoimAnswer> KeysAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var operation = query.Operation(required: false);
        var keys = query.List<ConnectionKey>("keys", ConnectionKey.TryCreate);
        return await PushAsync(context, query, operation, (push, cancel) => im.PushToConnectionsAsync(keys, push, cancel)).ConfigureAwait(false);
    }

    public async Task<GoimAnswer> MidsAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var operation = query.Operation(required: false);
        var users = query.List<UserId>("mids", TryMid);
        return await PushAsync(context, query, operation, (push, cancel) => im.PushToUsersAsync(users, push, cancel)).ConfigureAwait(false);
    }

    public async Task<GoimAnswer> RoomAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var operation = query.Operation(required: true);
        if (!GoimQuery.TryRoom(query.Text("type"), query.Text("room"), out var room))
            query.Fail("type://room is longer than a room's id may be, or has control characters");
        return await PushAsync(context, query, operation, (push, cancel) => im.PushToRoomAsync(room, push, cancel)).ConfigureAwait(false);
    }

    public async Task<GoimAnswer> AllAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var operation = query.Operation(required: true);
        var speed = Math.Max(0, query.Number("speed", required: false));
        return await PushAsync(context, query, operation, async (push, cancel) =>
        {
            // goim's speed is for all nodes together.
            var pace = speed == 0 ? 0 : Math.Max(1, speed / Math.Max(1, await nodes.CountAsync(cancel).ConfigureAwait(false)));
            return await im.PushToAllAsync(push, pace, cancel).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>goim's user is a number; its decimal form is the user's id.</summary>
    private static bool TryMid(string? text, out UserId user)
    {
        user = default;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mid)
            && UserId.TryCreate(mid.ToString(CultureInfo.InvariantCulture), out user);
    }

    private async Task<GoimAnswer> PushAsync(HttpContext context, GoimQuery query, int operation, Func<Push, CancellationToken, ValueTask<PushReceipt>> push)
    {
        if (query.Error is { } error)
            return GoimAnswer.BadRequest(error);
        if (await ReadBodyAsync(context.Request, context.RequestAborted).ConfigureAwait(false) is not { } body)
            return GoimAnswer.BadRequest($"the body is longer than {maxBodyBytes} bytes");
        await push(new Push(operation, body), context.RequestAborted).ConfigureAwait(false);
        return GoimAnswer.Done;
    }

    /// <summary>The whole body, or null if it is too long; never more of it than the limit is kept.</summary>
    private async ValueTask<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > maxBodyBytes)
            return null;
        using var body = new MemoryStream();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel).ConfigureAwait(false);
            var fits = body.Length + read.Buffer.Length <= maxBodyBytes;
            foreach (var segment in fits ? read.Buffer : default)
                body.Write(segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (!fits)
                return null;
            if (read.IsCompleted)
                return body.ToArray();
        }
    }
}
