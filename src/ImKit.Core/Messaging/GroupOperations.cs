using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Clients create groups and change their members.</summary>
internal sealed class GroupOperations(ConversationsFactory factory) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(Operations.CreateGroup, CreateGroupRequest.Parser, CreateGroupAsync),
        Of(Operations.ChangeMembers, ChangeMembersRequest.Parser, ChangeMembersAsync),
        Of(Operations.Members, MembersRequest.Parser, MembersAsync),
    ];

    private static ValueTask<WireOutcome> CreateGroupAsync(
        Conversations conversations, UserId user, CreateGroupRequest request, CancellationToken cancel)
    {
        if (!ClientMsgId.TryCreate(request.ClientMsgId, out var id))
            return new(WireOutcome.Refuse(RequestReader.BadRequestId));
        if (!RequestReader.TryUsers(request.Members, out var members))
            return new(WireOutcome.Refuse(RequestReader.BadUser));
        var created = conversations.CreateGroupAsync(user, id, request.Title, members, CancellationToken.None);
        return new(Later(created, Operations.CreateGroupReply));
    }

    private static ValueTask<WireOutcome> ChangeMembersAsync(
        Conversations conversations, UserId user, ChangeMembersRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        if (error.IsError)
            return new(WireOutcome.Refuse(error));
        if (!RequestReader.TryUsers(request.Add, out var add) || !RequestReader.TryUsers(request.Remove, out var remove))
            return new(WireOutcome.Refuse(RequestReader.BadUser));
        if ((add.Length == 0) == (remove.Length == 0))
            return new(WireOutcome.Refuse(ImError.BadRequest("name users either to add or to remove")));
        var change = add.Length > 0
            ? conversations.AddMembersAsync(user, id, conversation, add, CancellationToken.None)
            : conversations.RemoveMembersAsync(user, id, conversation, remove, CancellationToken.None);
        return new(Later(change, Operations.ChangeMembersReply));
    }

    private static async ValueTask<WireOutcome> MembersAsync(
        Conversations conversations, UserId user, MembersRequest request, CancellationToken cancel)
    {
        UserId after = default;
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        if (request.After.Length > 0 && !UserId.TryCreate(request.After, out after))
            return WireOutcome.Refuse(RequestReader.BadUser);
        var limit = Math.Clamp(request.Limit == 0 ? 100 : request.Limit, 1, StoreArguments.MaxKeys);
        var members = await conversations.MembersAsync(user, conversation, after, limit, cancel).ConfigureAwait(false);
        return Answer(members, Operations.MembersReply, page => ReplyMapping.ToWire(page, page.Count == limit));
    }
}
