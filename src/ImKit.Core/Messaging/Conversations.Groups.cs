using ImKit.Storage;

namespace ImKit.Messaging;

internal sealed partial class Conversations
{
    public ValueTask<Result<SendAck>> CreateGroupAsync(
        UserId creator, ClientMsgId request, string title, IReadOnlyList<UserId> members, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(members);
        return services.Creator.CreateAsync(tenant, creator, request, title, members, cancel);
    }

    public ValueTask<Result<SendAck>> AddMembersAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        var error = GroupRules.CheckChange(actor, request, conversation, users);
        return error.IsError ? new(error) : services.Members.AddAsync(Key(conversation), actor, request, users, cancel);
    }

    public ValueTask<Result<SendAck>> RemoveMembersAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        var error = GroupRules.CheckChange(actor, request, conversation, users);
        return error.IsError ? new(error) : services.Members.RemoveAsync(Key(conversation), actor, request, users, cancel);
    }

    public ValueTask<Result<IReadOnlyList<Member>>> MembersAsync(
        UserId reader, ConversationId conversation, UserId after = default, int limit = 100, CancellationToken cancel = default) =>
        ReadAsync(reader, conversation, token => services.Log.MembersAsync(Key(conversation), reader, after, limit, token), cancel);

    public ValueTask<Result<SendAck>> JoinAsync(UserId user, ClientMsgId request, ConversationId conversation, CancellationToken cancel = default)
    {
        var error = GroupRules.CheckGroup(user, request, conversation, []);
        return error.IsError ? new(error) : services.Members.JoinAsync(Key(conversation), user, request, cancel);
    }

    public ValueTask<Result<SendAck>> SetRoleAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, MemberRole role,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        var error = GroupRules.CheckRole(actor, request, conversation, users, role);
        return error.IsError ? new(error) : services.Groups.SetRoleAsync(Key(conversation), actor, request, users, role, cancel);
    }

    public ValueTask<Result<SendAck>> TransferAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, UserId to, CancellationToken cancel = default)
    {
        var error = GroupRules.CheckGroup(actor, request, conversation, [to]);
        return error.IsError ? new(error) : services.Groups.TransferAsync(Key(conversation), actor, request, to, cancel);
    }

    public ValueTask<Result<SendAck>> ChangeSettingsAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, SettingsChange change, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var error = GroupRules.CheckSettings(actor, request, conversation, change);
        return error.IsError ? new(error) : services.Groups.ChangeSettingsAsync(Key(conversation), actor, request, change, cancel);
    }

    public ValueTask<Result<SendAck>> DissolveAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, CancellationToken cancel = default)
    {
        var error = GroupRules.CheckGroup(actor, request, conversation, []);
        return error.IsError ? new(error) : services.Groups.DissolveAsync(Key(conversation), actor, request, cancel);
    }
}
