using ImKit.Storage;

namespace ImKit;

public partial interface IConversations
{
    /// <summary>Creates a group. The id follows from creator and request id, so a retry returns the same group.</summary>
    /// <param name="creator">Becomes its owner.</param>
    /// <param name="request">The creator's own id of this request.</param>
    /// <param name="title">1 to 256 characters.</param>
    /// <param name="members">Further members, at most 499.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> CreateGroupAsync(
        UserId creator, ClientMsgId request, string title, IReadOnlyList<UserId> members, CancellationToken cancel = default);

    /// <summary>Adds members to a group; those who are members already stay as they are.</summary>
    /// <remarks><see cref="ImError.Banned"/> if one of them is banned from it. <see cref="IGroupPolicy"/> decides who may add, by default owners and
    /// admins.</remarks>
    /// <param name="actor">A member of the group.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> AddMembersAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, CancellationToken cancel = default);

    /// <summary>Removes members from a group. Everyone may remove themself (leave), an owner only if nobody stays behind: otherwise
    /// <see cref="ImError.OwnerStays"/>.</summary>
    /// <param name="actor">Somebody whom <see cref="IGroupPolicy"/> allows it, or the one who leaves.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> RemoveMembersAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, CancellationToken cancel = default);

    /// <summary>Present members, a page at a time.</summary>
    ValueTask<Result<IReadOnlyList<Member>>> MembersAsync(
        UserId reader, ConversationId conversation, UserId after = default, int limit = 100, CancellationToken cancel = default);

    /// <summary>Joins a group without being added. <see cref="IGroupPolicy"/> decides, by default nobody may (<see cref="GroupOptions.OpenToAll"/>).</summary>
    /// <param name="user">Who joins.</param>
    /// <param name="request">The user's own id of this request.</param>
    /// <param name="conversation">A group. <see cref="ImError.Unchanged"/> if the user is a member already.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> JoinAsync(UserId user, ClientMsgId request, ConversationId conversation, CancellationToken cancel = default);

    /// <summary>Gives members of a group a role, bans users, or lifts bans.</summary>
    /// <remarks>A muted member reads and does not speak. A banned user is no member and does not become one before the ban is lifted; also users who
    /// never were members can be banned. By default owners and admins do this with those below them, and admins are made by the owner; an admin may
    /// step down.</remarks>
    /// <param name="actor">A member of the group.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="role"><see cref="MemberRole.Member"/>, <see cref="MemberRole.Admin"/> or <see cref="MemberRole.Muted"/> for members;
    /// <see cref="MemberRole.Banned"/>; <see cref="MemberRole.None"/> lifts a ban.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> SetRoleAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, MemberRole role,
        CancellationToken cancel = default);

    /// <summary>Makes another member the owner of a group; the owner becomes an admin.</summary>
    /// <param name="actor">The owner.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="to">A member.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> TransferAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, UserId to, CancellationToken cancel = default);

    /// <summary>Changes title, info, or who may speak. What is null stays as it is.</summary>
    /// <param name="actor">By default an owner or admin.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="change">What changes: a title of 1 to 256 characters, an info of at most 4096, who may speak.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> ChangeSettingsAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, SettingsChange change, CancellationToken cancel = default);

    /// <summary>Dissolves a group: nothing is taken any more (<see cref="ImError.Dissolved"/>), and its members read what is there.</summary>
    /// <param name="actor">By default the owner.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> DissolveAsync(UserId actor, ClientMsgId request, ConversationId conversation, CancellationToken cancel = default);
}
