using System.Text;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>Identifiers from clients: accepted ones hold no control characters and no half ones, and are what was sent.</summary>
internal sealed class IdentifierTarget : FuzzTarget
{
    private delegate bool TryCreate<T>(string? text, out T id);

    public override string Name => "identifier";

    public override int MaxLength => 4096;

    public override IReadOnlyList<byte[]> Words { get; } = [.. new[] { "*", ">", ".", ":", "#", "%", "\r", "\n", "\0", "\ud83d\ude00", "://", "\u2028", "\u0085" }.Select(Encoding.UTF8.GetBytes)];

    public override void Check(byte[] input)
    {
        // UTF-16 as it comes, half characters included.
        var text = (input.Length & 1) == 0 ? Encoding.Latin1.GetString(input) : new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(input));
        Check<UserId>(text, UserId.TryCreate, static id => id.Value);
        Check<RoomId>(text, RoomId.TryCreate, static id => id.Value);
        Check<TenantId>(text, TenantId.TryCreate, static id => id.Value);
        Check<ConnectionKey>(text, ConnectionKey.TryCreate, static id => id.Value);
        Check<DeviceId>(text, DeviceId.TryCreate, static id => id.Value);
        Check<ConversationId>(text, ConversationId.TryCreate, static id => id.Value);
        Check<ClientMsgId>(text, ClientMsgId.TryCreate, static id => id.Value);
    }

    private static void Check<T>(string text, TryCreate<T> create, Func<T, string> value)
    {
        if (!Laws.Frugal(text.Length, () => create(text, out _)))
            return;
        Assert.True(create(text, out var id));
        Assert.Equal(text, value(id));
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        Assert.InRange(text.Length, 0, 256);
    }
}
