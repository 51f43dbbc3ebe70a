using Microsoft.AspNetCore.Http;

namespace ImKit.Goim;

/// <summary>Who is online. Any thread.</summary>
internal sealed class GoimOnline(IImKit im)
{
    private const int RoomsAtOnce = 1000;

    public async Task<GoimAnswer> TopAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var prefix = query.Text("type") + "://";
        var limit = query.Number("limit", required: true);
        if (limit < 0)
            query.Fail("limit must not be negative");
        if (query.Error is { } error)
            return GoimAnswer.BadRequest(error);
        var top = await im.TopRoomsAsync(prefix, limit, context.RequestAborted).ConfigureAwait(false);
        GoimRoomCount[] rooms = [.. top.Select(room => new GoimRoomCount(room.Room.Value[prefix.Length..], room.Members))];
        return GoimAnswer.Of(rooms, GoimJson.Default.GoimEnvelopeGoimRoomCountArray);
    }

    public async Task<GoimAnswer> RoomAsync(HttpContext context)
    {
        var query = new GoimQuery(context.Request.Query);
        var type = query.Text("type");
        var rooms = query.List("rooms", static (string? text, out string room) => (room = text!) is not null);
        if (rooms.Count == 0)
            query.Fail("rooms is required");
        if (query.Error is { } error)
            return GoimAnswer.BadRequest(error);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var asked = new List<(string Name, RoomId Id)>(rooms.Count);
        foreach (var room in rooms)
        {
            counts[room] = 0;
            if (GoimQuery.TryRoom(type, room, out var id))
                asked.Add((room, id));
        }

        foreach (var page in asked.Chunk(RoomsAtOnce))
        {
            var members = await im.CountRoomsAsync([.. page.Select(static room => room.Id)], context.RequestAborted).ConfigureAwait(false);
            for (var i = 0; i < page.Length; i++)
                counts[page[i].Name] = members[i];
        }

        return GoimAnswer.Of(counts, GoimJson.Default.GoimEnvelopeDictionaryStringInt32);
    }

    public async Task<GoimAnswer> TotalAsync(HttpContext context)
    {
        var totals = await im.CountOnlineAsync(context.RequestAborted).ConfigureAwait(false);
        return GoimAnswer.Of(new GoimTotals(totals.Addresses, totals.Connections), GoimJson.Default.GoimEnvelopeGoimTotals);
    }
}
