using ImKit.Threading;

namespace ImKit.Channels;

/// <summary>The authenticated connections of this node by session id. Any thread.</summary>
internal sealed class ChannelRegistry
{
    private readonly ItemTable<long, ClientChannel, BySessionId> _channels = new();

    public int Count => _channels.Count;

    /// <summary>All of them, while others come and go.</summary>
    public IEnumerable<ClientChannel> All => _channels.All;

    public ClientChannel? Find(long sessionId) => _channels.Find(sessionId);

    public void Add(ClientChannel channel) => _channels.Set(channel);

    public void Remove(ClientChannel channel) => _channels.Remove(channel);

    private sealed class BySessionId : IKeyOf<ClientChannel, long>
    {
        public static long Of(ClientChannel item) => item.Record.SessionId;
    }
}
