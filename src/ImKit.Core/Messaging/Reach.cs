using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Whether a user may reach others: they exist, and have not blocked the user. Any thread.</summary>
internal sealed class Reach(IContactStore contacts, BlockCache blocks, KnownUsers known, DirectPeers peers)
{
    /// <summary>Whether it is known, without asking anybody, that a sender reaches the other side of a direct conversation.</summary>
    public bool IsKnown(ConversationKey conversation, UserId sender, UserId to)
    {
        if (conversation.Id.Kind != ConversationKind.Direct)
            return true;
        if (to == default && !peers.TryFind(conversation, sender, out to))
            return false;
        return to == sender || (known.Has(conversation.Tenant, to) && blocks.Find(new BlockKey(conversation.Tenant, to, sender)) == false);
    }

    /// <summary>Whether a sender reaches the other side of a direct conversation; anybody else's is the store's to judge.</summary>
    public async ValueTask<ImError> CheckDirectAsync(ConversationKey conversation, UserId sender, UserId to, CancellationToken cancel)
    {
        if (to == default)
            to = await peers.FindAsync(conversation, sender, cancel).ConfigureAwait(false);
        return to == default || to == sender ? default : await CheckAsync(conversation.Tenant, sender, [to], cancel).ConfigureAwait(false);
    }

    /// <summary>Whether a user reaches all of some others.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">Who writes, or adds.</param>
    /// <param name="others">At most 1000.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<ImError> CheckAsync(TenantId tenant, UserId user, IReadOnlyList<UserId> others, CancellationToken cancel)
    {
        if (!await known.ExistAsync(tenant, others, cancel).ConfigureAwait(false))
            return ImError.UnknownUser;
        UserId[] asked = [.. others.Where(other => blocks.Find(new BlockKey(tenant, other, user)) != false)];
        if (asked.Length == 0)
            return default;
        var asOf = blocks.Changes;
        var blocking = await contacts.FindBlockingAsync(tenant, asked, user, cancel).ConfigureAwait(false);
        foreach (var other in asked)
            blocks.Put(new BlockKey(tenant, other, user), blocking.Contains(other), asOf);
        return blocking.Count > 0 ? ImError.Blocked : default;
    }
}
