using System.Collections.Concurrent;

namespace ImKit.Channels;

/// <summary>The authenticated connections of this node by session id. Any thread.</summary>
internal sealed class ChannelRegistry
{
    private readonly ConcurrentDictionary<long, ClientChannel> _channels = new();

    public int Count => _channels.Count;

    public ClientChannel? Find(long sessionId) => _channels.GetValueOrDefault(sessionId);

    public void Add(ClientChannel channel) => _channels[channel.Session.SessionId] = channel;

    public void Remove(ClientChannel channel) => _channels.TryRemove(KeyValuePair.Create(channel.Session.SessionId, channel));
}
