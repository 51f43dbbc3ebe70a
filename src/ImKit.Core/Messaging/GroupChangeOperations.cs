using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;
using MemberRole = ImKit.Storage.MemberRole;
using SpeakRule = ImKit.Storage.SpeakRule;

namespace ImKit.Messaging;

/// <summary>Clients change roles and settings of groups, join and dissolve them.</summary>
internal sealed class GroupChangeOperations(ConversationsFactory factory) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(Operations.SetRole, SetRoleRequest.Parser, SetRoleAsync),
        Of(Operations.Transfer, TransferRequest.Parser, TransferAsync),
        Of(Operations.ChangeSettings, ChangeSettingsRequest.Parser, ChangeSettingsAsync),
        Of(Operations.Dissolve, GroupRequest.Parser, DissolveAsync),
        Of(Operations.Join, GroupRequest.Parser, JoinAsync),
    ];

    private static ValueTask<WireOutcome> SetRoleAsync(Conversations conversations, UserId user, SetRoleRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        if (error.IsError)
            return new(WireOutcome.Refuse(error));
        if (!RequestReader.TryUsers(request.Users, out var users))
            return new(WireOutcome.Refuse(RequestReader.BadUser));
        var change = conversations.SetRoleAsync(user, id, conversation, users, (MemberRole)request.Role, CancellationToken.None);
        return new(Later(change, Operations.SetRoleReply));
    }

    private static ValueTask<WireOutcome> TransferAsync(Conversations conversations, UserId user, TransferRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        if (error.IsError)
            return new(WireOutcome.Refuse(error));
        return new(UserId.TryCreate(request.To, out var to)
            ? Later(conversations.TransferAsync(user, id, conversation, to, CancellationToken.None), Operations.TransferReply)
            : WireOutcome.Refuse(RequestReader.BadUser));
    }

    private static ValueTask<WireOutcome> ChangeSettingsAsync(
        Conversations conversations, UserId user, ChangeSettingsRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        if (error.IsError)
            return new(WireOutcome.Refuse(error));
        var change = new SettingsChange
        {
            Title = request.HasTitle ? request.Title : null,
            Info = request.HasInfo ? request.Info : null,
            Speak = request.HasSpeak ? (SpeakRule)request.Speak : null,
        };
        return new(Later(conversations.ChangeSettingsAsync(user, id, conversation, change, CancellationToken.None), Operations.ChangeSettingsReply));
    }

    private static ValueTask<WireOutcome> DissolveAsync(Conversations conversations, UserId user, GroupRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        return new(error.IsError
            ? WireOutcome.Refuse(error)
            : Later(conversations.DissolveAsync(user, id, conversation, CancellationToken.None), Operations.DissolveReply));
    }

    private static ValueTask<WireOutcome> JoinAsync(Conversations conversations, UserId user, GroupRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        return new(error.IsError
            ? WireOutcome.Refuse(error)
            : Later(conversations.JoinAsync(user, id, conversation, CancellationToken.None), Operations.JoinReply));
    }
}
