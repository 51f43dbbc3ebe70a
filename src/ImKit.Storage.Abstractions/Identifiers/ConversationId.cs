using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImKit;

/// <summary>A conversation within a tenant. The prefix tells its kind: <c>d.</c> direct, <c>g.</c> group, <c>u.</c> inbox, <c>r.</c> room.</summary>
/// <remarks>Printable ASCII, at most 64 characters. Compared by ordinal. The default value is not valid.</remarks>
public readonly record struct ConversationId : IComparable<ConversationId>
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private readonly string? _value;

    /// <summary>Checks and wraps a value.</summary>
    /// <param name="value">Printable ASCII, 3 to 64 characters, with one of the four prefixes.</param>
    /// <exception cref="ArgumentException">The value breaks the rule.</exception>
    public ConversationId(string value) => _value = IdentifierRules.Require(
        value, IsValid(value), "A conversation id is d., g., u. or r. and printable ASCII, at most 64 characters in all.");

    /// <summary>The text itself.</summary>
    public string Value => _value ?? "";

    /// <summary>What kind of conversation the prefix says.</summary>
    public ConversationKind Kind => Value.Length == 0 ? ConversationKind.Unspecified : KindOf(Value[0]);

    /// <summary>The direct conversation of two users: the same whoever asks, also of a user with themself.</summary>
    /// <remarks><c>d.</c> and the base32 (lower case, no padding) of the first 16 bytes of SHA-256 over both ids in byte order,
    /// each preceded by its length in bytes as a big-endian 32-bit integer.</remarks>
    public static ConversationId Direct(UserId one, UserId other)
    {
        var a = Encoding.UTF8.GetBytes(one.Value);
        var b = Encoding.UTF8.GetBytes(other.Value);
        return a.AsSpan().SequenceCompareTo(b) <= 0 ? new("d." + Hash(a, b)) : new("d." + Hash(b, a));
    }

    /// <summary>A group whose id follows from who creates it and their own id for the request, so that a retry makes no second group.</summary>
    public static ConversationId Group(UserId creator, ClientMsgId request) =>
        new("g." + Hash(Encoding.UTF8.GetBytes(creator.Value), Encoding.UTF8.GetBytes(request.Value)));

    /// <summary>Whether a text may be a <see cref="ConversationId"/>.</summary>
    /// <param name="value">Any text, also null.</param>
    public static bool IsValid(string? value) =>
        value is { Length: >= 3 } && value[1] == '.' && KindOf(value[0]) != ConversationKind.Unspecified && IdentifierRules.IsAscii(value, 64);

    /// <summary>Wraps a text that comes from outside, without throwing.</summary>
    /// <param name="value">Any text, also null.</param>
    /// <param name="result">The identifier, or the default value.</param>
    /// <returns>False if the text breaks the rule.</returns>
    public static bool TryCreate(string? value, out ConversationId result)
    {
        var valid = IsValid(value);
        result = valid ? new ConversationId(value!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(ConversationId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(ConversationId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    public static bool operator <(ConversationId left, ConversationId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(ConversationId left, ConversationId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(ConversationId left, ConversationId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(ConversationId left, ConversationId right) => left.CompareTo(right) >= 0;

    private static ConversationKind KindOf(char prefix) => prefix switch
    {
        'd' => ConversationKind.Direct,
        'g' => ConversationKind.Group,
        'u' => ConversationKind.Inbox,
        'r' => ConversationKind.Room,
        _ => ConversationKind.Unspecified,
    };

    private static string Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        // Two ids of at most 128 bytes, each after its length; hashed in one call, because every message to a user comes through here.
        Span<byte> pair = stackalloc byte[2 * (4 + 128)];
        BinaryPrimitives.WriteInt32BigEndian(pair, first.Length);
        first.CopyTo(pair[4..]);
        var rest = pair[(4 + first.Length)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, second.Length);
        second.CopyTo(rest[4..]);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(pair[..(8 + first.Length + second.Length)], digest);
        return string.Create(26, (UInt128)BinaryPrimitives.ReadUInt128BigEndian(digest), static (chars, bits) =>
        {
            // 128 bits in 26 groups of five, the last padded with two zero bits, as RFC 4648 does.
            for (var i = 0; i < chars.Length; i++)
                chars[i] = Base32[(int)((i < 25 ? bits >> (123 - (5 * i)) : bits << 2) & 31)];
        });
    }
}
