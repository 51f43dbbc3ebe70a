using System.Text;
using ImKit.Goim;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>The parameters of goim's HTTP API.</summary>
internal sealed class GoimQueryTarget : FuzzTarget
{
    public override string Name => "goim-query";

    public override int MaxLength => 2048;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "operation=", "keys=", "mids=", "type=", "room=", "rooms=", "speed=", "limit=", "&", "=", "%00", "%ED%A0%80", "%2F", "+", "1000", "-1", "99999999999" }.Select(Encoding.UTF8.GetBytes)];

    public override void Check(byte[] input)
    {
        var query = new GoimQuery(new QueryCollection(QueryHelpers.ParseQuery("?" + Encoding.Latin1.GetString(input))));
        var operation = query.Operation(required: true);
        var before = query.Error;
        if (before is null)
            Assert.True(Operations.IsHostOperation(operation));
        query.Number("speed", required: false);
        var keys = query.List<ConnectionKey>("keys", ConnectionKey.TryCreate);
        Assert.All(keys, static key => Assert.True(ConnectionKey.TryCreate(key.Value, out _)));
        if (GoimQuery.TryRoom(query.Text("type"), query.Text("room"), out var room))
            Assert.InRange(Encoding.UTF8.GetByteCount(room.Value), 1, 128);
        // The first thing that is wrong is what the caller is told.
        if (before is not null)
            Assert.Equal(before, query.Error);
    }
}
