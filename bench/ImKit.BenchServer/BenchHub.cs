using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace ImKit.BenchServer;

/// <summary>The same operations as an ordinary SignalR hub, for comparison: groups for rooms, a table for users.</summary>
internal sealed class BenchHub(HubUsers users) : Hub
{
    private const string Room = "1";
    private const string DeliveredMethod = "m";
    private const string EchoMethod = "e";

    public Task Auth(uint user, uint room)
    {
        users.Connections[user] = Context.ConnectionId;
        return room == 0 ? Task.CompletedTask : Groups.AddToGroupAsync(Context.ConnectionId, room.ToString());
    }

    public Task Publish(string body) => Clients.Group(Room).SendAsync(DeliveredMethod, body);

    public Task Push(uint user, string body) =>
        users.Connections.TryGetValue(user, out var connection) ? Clients.Client(connection).SendAsync(DeliveredMethod, body) : Task.CompletedTask;

    public Task Echo(string body) => Clients.Caller.SendAsync(EchoMethod, body);
}

/// <summary>Which connection a user has.</summary>
internal sealed class HubUsers
{
    public ConcurrentDictionary<uint, string> Connections { get; } = new();
}
