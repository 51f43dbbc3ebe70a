using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Wire;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Pushes receipts of one conversation to its members. Any thread.</summary>
internal sealed class ReceiptPusher(IConversationStore conversations, IRouter router, StoreCalls calls, IOptions<ImKitOptions> options)
{
    private readonly int _maxMembers = options.Value.Receipts.MaxMembers;

    /// <summary>Pushes those of present members.</summary>
    /// <exception cref="StorageException">Nothing was pushed.</exception>
    public async ValueTask PushAsync(ConversationKey conversation, IReadOnlyDictionary<UserId, Receipt> receipts)
    {
        var members = await calls.RunAsync(
            (key, token) => conversations.ListMembersAsync(key, default, _maxMembers, token), conversation, CancellationToken.None).ConfigureAwait(false);
        var push = new ReceiptsPush { ConversationId = conversation.Id.Value };
        foreach (var member in members)
        {
            if (receipts.TryGetValue(member.User, out var receipt))
                push.Receipts.Add(receipt);
        }

        // Who is the only one learns nothing new.
        UserId[] to = [.. members.Select(static member => member.User).Where(user => push.Receipts.Count > 1 || !receipts.ContainsKey(user))];
        if (to.Length > 0 && push.Receipts.Count > 0)
            await router.ToUsersAsync(conversation.Tenant, to, new WireMessage(Operations.Receipts, push), CancellationToken.None).ConfigureAwait(false);
    }
}
