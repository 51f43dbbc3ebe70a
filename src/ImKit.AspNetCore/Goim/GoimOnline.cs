using Microsoft.AspNetCore.Http;

namespace ImKit.Goim;

/// <summary>Who is online. Any thread.</summary>
internal sealed class GoimOnline(IImKit im)
{
    public Task<GoimAnswer> TopAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var prefix = query.Text("type") + "://";
        var limit = query.Number("limit", required: true);
        if (limit < 0)
            query.Fail("limit must not be negative");
        if (query.Error is { } error)
            return Task.FromResult(GoimAnswer.BadRequest(error));
        GoimRoomCount[] rooms = [.. im.TopRooms(prefix, limit).Select(room => new GoimRoomCount(room.Room.Value[prefix.Length..], room.Members))];
        return Task.FromResult(GoimAnswer.Of(rooms, GoimJson.Default.GoimEnvelopeGoimRoomCountArray));
    }

    public Task<GoimAnswer> RoomAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var type = query.Text("type");
        var rooms = query.List("rooms", static (string? text, out string room) => (room = text!) is not null);
        if (rooms.Count == 0)
            query.Fail("rooms is required");
        if (query.Error is { } error)
            return Task.FromResult(GoimAnswer.BadRequest(error));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var room in rooms)
            counts[room] = GoimQuery.TryRoom(type, room, out var id) ? im.CountRoom(id) : 0;
        return Task.FromResult(GoimAnswer.Of(counts, GoimJson.Default.GoimEnvelopeDictionaryStringInt32));
    }

    public async Task<GoimAnswer> TotalAsync(HttpContext context)
    {
        var totals = await im.CountOnlineAsync(context.RequestAborted).ConfigureAwait(false);
        return GoimAnswer.Of(new GoimTotals(totals.Addresses, totals.Connections), GoimJson.Default.GoimEnvelopeGoimTotals);
    }
}
