using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>SHA-256 over what a sender asked for, by which a retry is told from another request under the same id. Never changes: stored
/// hashes are compared with it. Pure; any thread.</summary>
internal static class RequestHash
{
    private const int Prefix = 8;
    private const int OnStack = 1024;

    /// <summary>Kind, format and body.</summary>
    public static byte[] OfMessage(EntryKind kind, BodyFormat format, ReadOnlySpan<byte> body)
    {
        // Hashed in one call: an incremental hash costs several times as much for the short bodies that most messages have.
        var length = Prefix + body.Length;
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> bytes = rented ?? stackalloc byte[OnStack];
        BinaryPrimitives.WriteInt32BigEndian(bytes, (int)kind);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], (int)format);
        body.CopyTo(bytes[Prefix..]);
        var hash = SHA256.HashData(bytes[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>A message that answers an entry or mentions users, whatever their order.</summary>
    public static byte[] OfReferring(
        EntryKind kind, long replyTo, IReadOnlyList<UserId> mentions, bool mentionsAll, BodyFormat format, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddNumber(hash, (int)kind);
        // Above every format, so that it never looks like a plain message.
        AddNumber(hash, 256 + (int)format);
        AddLong(hash, replyTo);
        AddNumber(hash, mentionsAll ? 1 : 0);
        UserId[] users = [.. mentions.Distinct().Order()];
        AddNumber(hash, users.Length);
        foreach (var user in users)
            AddText(hash, user.Value);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>A change of an entry: its kind, target, the version that was seen, format and body.</summary>
    public static byte[] OfChange(EntryKind kind, long target, int version, BodyFormat format, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddNumber(hash, (int)kind);
        AddLong(hash, target);
        AddNumber(hash, version);
        AddNumber(hash, (int)format);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Kind, text and users, whatever their order.</summary>
    public static byte[] OfMembers(EntryKind kind, string text, IReadOnlyList<UserId> users)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddNumber(hash, (int)kind);
        AddText(hash, text);
        foreach (var user in users.Order())
            AddText(hash, user.Value);
        return hash.GetHashAndReset();
    }

    /// <summary>With its length first, so that no two lists of texts look alike.</summary>
    private static void AddText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddLong(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void AddNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
