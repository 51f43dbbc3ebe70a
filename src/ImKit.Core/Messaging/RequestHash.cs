using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>SHA-256 over what a sender asked for, by which a retry is told from another request under the same id. Never changes: stored
/// hashes are compared with it. Pure; any thread.</summary>
internal static class RequestHash
{
    /// <summary>Kind, format and body.</summary>
    public static byte[] OfMessage(EntryKind kind, BodyFormat format, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddNumber(hash, (int)kind);
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

    private static void AddNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
