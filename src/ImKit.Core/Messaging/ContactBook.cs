using ImKit.Hooks;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One tenant's contacts: the same rules for the host and for clients. Any thread.</summary>
internal sealed class ContactBook(TenantId tenant, ContactServices services) : IContacts
{
    private const int MaxAlias = 256;

    public ValueTask<Result<Contact>> SetAsync(UserId owner, Contact contact, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(contact);
        if (owner == default || contact.User == default)
            return new(NoUser);
        if (owner == contact.User)
            return new(ImError.BadRequest("nobody keeps a row about themself"));
        if (contact.Alias is null || contact.Alias.Length > MaxAlias)
            return new(ImError.LimitExceeded($"a name has at most {MaxAlias} characters"));
        return services.Hooks.Contact.IsIdle
            ? WriteAsync(owner, contact, cancel)
            : WriteHookedAsync(owner, contact, cancel);
    }

    public ValueTask<Result<IReadOnlyList<Contact?>>> FindAsync(UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (owner == default || others.Contains(default))
            return new(NoUser);
        return others.Count is 0 or > StoreArguments.MaxKeys
            ? new(ImError.LimitExceeded($"1 to {StoreArguments.MaxKeys} users can be looked up at once"))
            : services.Calls.TryAsync(
                async token => Result<IReadOnlyList<Contact?>>.Of(await services.Store.FindAsync(tenant, owner, others, token).ConfigureAwait(false)),
                cancel);
    }

    public ValueTask<Result<IReadOnlyList<Contact>>> ListAsync(
        UserId owner, UserId after = default, int limit = 100, CancellationToken cancel = default)
    {
        limit = Math.Clamp(limit, 1, StoreArguments.MaxKeys);
        return owner == default
            ? new(NoUser)
            : services.Calls.TryAsync(
                async token => Result<IReadOnlyList<Contact>>.Of(
                    await services.Store.ListAsync(tenant, owner, after, limit, token).ConfigureAwait(false)),
                cancel);
    }

    private static ImError NoUser => ImError.BadRequest("a user id is missing");

    // A method of its own: what the closure holds is allocated where a method begins, and most hosts have no hook.
    private ValueTask<Result<Contact>> WriteHookedAsync(UserId owner, Contact contact, CancellationToken cancel) =>
        services.Hooks.Contact.RunAsync(new ContactStep { Tenant = tenant, User = owner, Contact = contact }, () => WriteAsync(owner, contact, cancel));

    private ValueTask<Result<Contact>> WriteAsync(UserId owner, Contact contact, CancellationToken cancel) =>
        services.Calls.TryAsync(token => StoreAsync(owner, contact, token), cancel);

    private async ValueTask<Result<Contact>> StoreAsync(UserId owner, Contact contact, CancellationToken cancel)
    {
        if (!services.Feed.HasRoom(tenant, owner))
            return ImError.Busy;
        try
        {
            await services.Store.SetAsync(tenant, owner, contact, cancel).ConfigureAwait(false);
        }
        finally
        {
            // Also when the store gave no answer: the row may be written.
            services.Blocks.Forget(new BlockKey(tenant, owner, contact.User));
        }

        var change = new FeedChange(tenant, owner, FeedKind.Contact, ConversationId.Direct(owner, contact.User));
        await services.Feed.WriteAsync(change, cancel).ConfigureAwait(false);
        return contact;
    }
}

/// <summary>What the contacts of every tenant share.</summary>
internal sealed record ContactServices(IContactStore Store, BlockCache Blocks, FeedWriter Feed, StoreCalls Calls, StepHooks Hooks);
