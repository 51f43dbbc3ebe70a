using ImKit.Client.Replication;

namespace ImKit.Client;

/// <content>Groups and their members.</content>
public sealed partial class ImKitClient
{
    /// <summary>Creates a group of which the user is the owner.</summary>
    /// <param name="title">1 to 256 characters.</param>
    /// <param name="members">Further members, at most 499.</param>
    /// <param name="requestId">The user's own id of this request; null for a random one. Trying again under the same id creates no second group.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task<ClientAck> CreateGroupAsync(string title, IEnumerable<string> members, string? requestId = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(members);
        var request = new Wire.CreateGroupRequest { ClientMsgId = requestId ?? _options.NewId(), Title = title };
        request.Members.AddRange(members);
        return Mapping.Ack(await AskAsync(Operations.CreateGroup, request, Wire.SendReply.Parser, cancel).ConfigureAwait(false));
    }

    /// <summary>Adds members to a group; those who are members stay as they are.</summary>
    /// <param name="conversationId">The group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="requestId">As in <see cref="CreateGroupAsync"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public Task<ClientAck> AddMembersAsync(string conversationId, IEnumerable<string> users, string? requestId = null, CancellationToken cancel = default) =>
        ChangeMembersAsync(conversationId, users, [], requestId, cancel);

    /// <summary>Removes members from a group; the user's own name leaves it.</summary>
    /// <param name="conversationId">The group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="requestId">As in <see cref="CreateGroupAsync"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public Task<ClientAck> RemoveMembersAsync(string conversationId, IEnumerable<string> users, string? requestId = null, CancellationToken cancel = default) =>
        ChangeMembersAsync(conversationId, [], users, requestId, cancel);

    /// <summary>A page of present members.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="after">The last user of the page before; empty for the first page.</param>
    /// <param name="limit">1 to 1000.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task<IReadOnlyList<ClientMember>> MembersAsync(string conversationId, string after = "", int limit = 100, CancellationToken cancel = default)
    {
        var reply = await AskAsync(
            Operations.Members, new Wire.MembersRequest { ConversationId = conversationId, After = after, Limit = limit }, Wire.MembersReply.Parser, cancel).ConfigureAwait(false);
        return [.. reply.Members.Select(static member => new ClientMember(member.UserId, (ClientRole)(int)member.Role))];
    }

    private async Task<ClientAck> ChangeMembersAsync(string conversationId, IEnumerable<string> add, IEnumerable<string> remove, string? requestId, CancellationToken cancel)
    {
        var request = new Wire.ChangeMembersRequest { ConversationId = conversationId, ClientMsgId = requestId ?? _options.NewId() };
        request.Add.AddRange(add);
        request.Remove.AddRange(remove);
        return Mapping.Ack(await AskAsync(Operations.ChangeMembers, request, Wire.SendReply.Parser, cancel).ConfigureAwait(false));
    }
}
