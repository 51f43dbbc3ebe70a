using System.Text;
using Google.Protobuf;

namespace ImKit.Client.Connections;

/// <summary>Rooms and watched operations, which a server forgets with the connection. Any thread.</summary>
internal sealed class Subscriptions
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _rooms = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _operations = [];

    public void Room(string room, bool on)
    {
        lock (_lock)
            _ = on ? _rooms.Add(room) : _rooms.Remove(room);
    }

    public void Operations(IEnumerable<int> operations, bool on)
    {
        lock (_lock)
        {
            if (on)
                _operations.UnionWith(operations);
            else
                _operations.ExceptWith(operations);
        }
    }

    /// <summary>Asks for everything again on a new connection. A room that is refused now is given up.</summary>
    /// <returns>Refusals.</returns>
    public async ValueTask<IReadOnlyList<Exception>> RestoreAsync(Link link, CancellationToken cancel)
    {
        string[] rooms;
        int[] operations;
        lock (_lock)
            (rooms, operations) = ([.. _rooms], [.. _operations]);
        var refused = new List<Exception>();
        if (operations.Length > 0)
            await TryAsync(ImKit.Operations.Subscribe, ListOf(operations), null).ConfigureAwait(false);
        foreach (var room in rooms)
            await TryAsync(ImKit.Operations.JoinRoom, new Wire.RoomRequest { Room = room }.ToByteArray(), room).ConfigureAwait(false);
        return refused;

        async ValueTask TryAsync(int operation, byte[] body, string? room)
        {
            try
            {
                await link.AskAsync(operation, body, cancel).ConfigureAwait(false);
            }
            catch (RequestRefusedException e)
            {
                if (!e.Error.Temporary && room is not null)
                    Room(room, on: false);
                refused.Add(e);
            }
        }
    }

    public static byte[] ListOf(IEnumerable<int> operations) => Encoding.ASCII.GetBytes(string.Join(',', operations));
}
