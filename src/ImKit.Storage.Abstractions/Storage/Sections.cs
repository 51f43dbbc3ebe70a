using System.Text;

namespace ImKit.Storage;

/// <summary>Into which section users and conversations fall. The same on every node, in every store and after every start: it never changes.</summary>
public static class Sections
{
    /// <summary>Sections of each kind; they are numbered from 0.</summary>
    public const int Count = 64;

    private const ulong Basis = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    /// <summary>The section that a user's feed is written by: FNV-1a over tenant, a zero byte and user in UTF-8, mixed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    public static int OfUser(TenantId tenant, UserId user)
    {
        Span<byte> bytes = stackalloc byte[32 + 1 + 128];
        var length = Encoding.UTF8.GetBytes(tenant.Value, bytes);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(user.Value, bytes[length..]);
        var hash = Basis;
        foreach (var b in bytes[..length])
            hash = (hash ^ b) * Prime;
        return Mix(hash);
    }

    /// <summary>The section that a conversation is dispatched by: FNV-1a over tenant, a zero byte and id, both ASCII, mixed.</summary>
    /// <param name="conversation">The conversation.</param>
    public static int OfConversation(ConversationKey conversation)
    {
        var hash = Basis;
        foreach (var c in conversation.Tenant.Value)
            hash = (hash ^ c) * Prime;
        hash *= Prime;
        foreach (var c in conversation.Id.Value)
            hash = (hash ^ c) * Prime;
        return Mix(hash);
    }

    // Alone, FNV-1a leaves keys that differ in the last byte in neighbouring sections; MurmurHash3's last step spreads them.
    private static int Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (int)((hash ^ (hash >> 33)) % Count);
    }
}
