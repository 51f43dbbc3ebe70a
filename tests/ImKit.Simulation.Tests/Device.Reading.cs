using System.Globalization;
using System.Text.Json;

namespace ImKit.Simulated.Tests;

/// <summary>What a device makes of what comes, and the laws that hold of it at once.</summary>
internal sealed partial class Device
{
    // Of this connection: the newest of everything that has an order.
    private readonly Dictionary<string, long> _newest = [];
    private readonly Dictionary<string, long> _pushed = [];

    /// <summary>The last entry of a conversation that was pushed to it.</summary>
    public long PushedUpTo(string conversation) => _pushed.GetValueOrDefault(conversation);

    /// <summary>Reads everything that has come.</summary>
    public void Read()
    {
        if (!Connected)
            return;
        var client = _client!;
        var wire = Wire;
        client.ReadArrived();
        foreach (var frame in client.Queued.ToList())
            On(frame);
        foreach (var operation in client.Queued.Select(static frame => frame.Operation).Distinct().ToList())
            client.Take(operation);
        if (_client == client && wire.End != ConnectionEnd.None)
            Forget();
    }

    private void On(TestFrame frame)
    {
        switch (frame.Operation)
        {
            case Operations.LoginReply:
                LoggedIn = true;
                break;
            case Operations.SendReply:
                OnAcknowledged(frame);
                break;
            case Operations.Error:
                OnRefused(frame);
                break;
            case Operations.Entries:
                OnEntries(frame);
                break;
            case Operations.JoinRoomReply or Operations.RoomPush or Operations.RoomPosition:
                OnRoom(frame);
                break;
            case Operations.Window:
                OnWindow(frame);
                break;
            case Operations.Receipts:
                OnReceipts(frame);
                break;
            case Operations.Disconnect:
                Assert.InRange(Body(frame).GetProperty("code").GetInt32(), 4000, 4999);
                break;
            case Story.RoomPush or Story.UserPush:
                var parts = frame.Text.Split('|');
                InOrder($"{frame.Operation} {parts[0]}", long.Parse(parts[1], CultureInfo.InvariantCulture));
                break;
            default:
                break;
        }
    }

    private void OnAcknowledged(TestFrame frame)
    {
        var body = Body(frame);
        Assert.True(_asked.Remove(frame.Sequence, out var message), "an answer to nothing that was asked");
        message.Acknowledge(body.GetProperty("conversationId").GetString()!, body.GetProperty("seq").GetInt64());
        Unacknowledged.Remove(message);
    }

    private void OnRefused(TestFrame frame)
    {
        var error = Body(frame);
        // Nothing that these clients ask for is wrong: only for now may it be refused.
        Assert.True(error.TryGetProperty("temporary", out var temporary) && temporary.GetBoolean(), error.ToString());
        _asked.Remove(frame.Sequence);
    }

    private void OnEntries(TestFrame frame)
    {
        var body = Body(frame);
        var conversation = body.GetProperty("conversationId").GetString()!;
        _entries += body.GetProperty("entries").GetArrayLength();
        foreach (var entry in body.GetProperty("entries").EnumerateArray())
        {
            var seq = entry.GetProperty("seq").GetInt64();
            _pushed[conversation] = Math.Max(seq, PushedUpTo(conversation));
            // Otherwise clients pass over what they know, and pull what they miss.
            if (!world.Repeats)
                InOrder(conversation, seq);
            if (entry.TryGetProperty("text", out var text))
                records.Entry(User, conversation, seq, text.GetString()!);
        }
    }

    /// <summary>It stops, then goes on, and so forth; and what was left out exists.</summary>
    private void OnWindow(TestFrame frame)
    {
        var body = Body(frame);
        var stops = body.TryGetProperty("stopped", out var stopped) && stopped.GetBoolean();
        Assert.NotEqual(Stopped, stops);
        Stopped = stops;
        Stops += stops ? 1 : 0;
        if (body.TryGetProperty("heads", out var heads))
            records.LeftOut.AddRange(heads.EnumerateArray().Select(static head => (head.GetProperty("conversationId").GetString()!, head.GetProperty("seq").GetInt64())));
    }

    private void OnReceipts(TestFrame frame)
    {
        var body = Body(frame);
        foreach (var receipt in body.GetProperty("receipts").EnumerateArray())
            records.LeftOut.Add((body.GetProperty("conversationId").GetString()!, receipt.GetProperty("delivered").GetInt64()));
    }

    /// <summary>Later ones have higher numbers; some may be missing, none comes twice.</summary>
    private void InOrder(string what, long number)
    {
        Assert.True(number > _newest.GetValueOrDefault(what, -1), $"{key}: {what} {number} after {_newest.GetValueOrDefault(what)}");
        _newest[what] = number;
    }

    private static JsonElement Body(TestFrame frame) => JsonSerializer.Deserialize<JsonElement>(frame.Body.Span);
}
