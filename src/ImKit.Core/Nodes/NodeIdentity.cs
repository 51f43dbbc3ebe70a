using System.Security.Cryptography;

namespace ImKit.Nodes;

/// <summary>This node and this start of it, and the ids it gives out. Any thread.</summary>
internal sealed class NodeIdentity(ImKitOptions options, TimeProvider time)
{
    // What base64url has.
    private const string KeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private long _sessions;

    public NodeId Id { get; } = new(options.Node.Id);

    /// <summary>Unix milliseconds of the start: later starts are higher. Renewed when the node has lost its lease.</summary>
    public long BootId { get; private set; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public long NextSessionId() => Interlocked.Increment(ref _sessions);

    /// <summary>A key for a connection that has none of its own: 126 random bits, in the 21 characters that just fit into 64 bytes.</summary>
    public static ConnectionKey NewKey() => new(RandomNumberGenerator.GetString(KeyCharacters, 21));

    public void Reboot() => BootId = Math.Max(BootId + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
}
