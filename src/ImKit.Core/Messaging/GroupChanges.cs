using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Roles, ownership, settings and the end of groups, each with the notice of it in one append. Any thread.</summary>
internal sealed class GroupChanges(SendPipeline pipeline, GroupRequests requests, GroupRights rights)
{
    /// <summary>Gives users a role, bans them, or lifts bans. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> SetRoleAsync(
        ConversationKey group, UserId actor, ClientMsgId request, IReadOnlyList<UserId> asked, MemberRole role, CancellationToken cancel)
    {
        UserId[] users = [.. asked.Distinct()];
        var name = Notices.NameOf(role);
        var append = requests.Make(
            group, actor, request, EntryKind.RolesChanged, RequestHash.OfMembers(EntryKind.RolesChanged, name, users), Notices.Roles(name, users));
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MaySetAsync(entry, users, role, token), requests.Run(GroupVerb.SetRole, append, users, role));
    }

    /// <summary>Makes another member the owner. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> TransferAsync(ConversationKey group, UserId actor, ClientMsgId request, UserId to, CancellationToken cancel)
    {
        UserId[] users = [to];
        var name = Notices.NameOf(MemberRole.Owner);
        var append = requests.Make(
            group, actor, request, EntryKind.RolesChanged, RequestHash.OfMembers(EntryKind.RolesChanged, name, users), Notices.Roles(name, users));
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MayTransferAsync(entry, to, token), requests.Run(GroupVerb.Transfer, append, users));
    }

    /// <summary>Changes settings. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> ChangeSettingsAsync(
        ConversationKey group, UserId actor, ClientMsgId request, SettingsChange change, CancellationToken cancel)
    {
        var body = Notices.Settings(change);
        var append = requests.Make(
            group, actor, request, EntryKind.SettingsChanged, RequestHash.OfMessage(EntryKind.SettingsChanged, BodyFormat.Json, body), body) with
        {
            Settings = change,
        };
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MayAsync(GroupVerb.ChangeSettings, entry, change, token), requests.Run(GroupVerb.ChangeSettings, append, [], settings: change));
    }

    /// <summary>Dissolves. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> DissolveAsync(ConversationKey group, UserId actor, ClientMsgId request, CancellationToken cancel)
    {
        var append = requests.Make(
            group, actor, request, EntryKind.Dissolved, RequestHash.OfMembers(EntryKind.Dissolved, "", []), "{}"u8.ToArray()) with
        {
            Settings = new SettingsChange { Dissolve = true },
        };
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MayAsync(GroupVerb.Dissolve, entry, null, token), requests.Run(GroupVerb.Dissolve, append, []));
    }

    private async ValueTask<Result<AppendRequest>> MaySetAsync(AppendRequest request, UserId[] users, MemberRole role, CancellationToken cancel)
    {
        var read = await rights.ReadAsync(GroupVerb.SetRole, request, users, cancel).ConfigureAwait(false);
        if (!read.Ok)
            return read.Error;
        var error = await rights.AskAsync(read.Value with { Role = role }, cancel).ConfigureAwait(false);
        if (error.IsError)
            return error;
        if (role == MemberRole.None && read.Value.Targets.Any(static target => target.Role != MemberRole.Banned))
            return ImError.BadRequest("one of the users is not banned");
        if (EntryRules.IsPresent(role) && read.Value.Targets.Any(static target => !EntryRules.IsPresent(target.Role)))
            return ImError.BadRequest("one of the users is not a member");
        return request with { Members = [.. users.Select(user => new MemberChange(user, role))] };
    }

    private async ValueTask<Result<AppendRequest>> MayTransferAsync(AppendRequest request, UserId to, CancellationToken cancel)
    {
        var read = await rights.ReadAsync(GroupVerb.Transfer, request, [to], cancel).ConfigureAwait(false);
        if (!read.Ok)
            return read.Error;
        var error = await rights.AskAsync(read.Value, cancel).ConfigureAwait(false);
        if (error.IsError)
            return error;
        var target = read.Value.Targets[0];
        if (!EntryRules.IsPresent(target.Role))
            return ImError.BadRequest("the user is not a member");
        if (target.Role == MemberRole.Owner)
            return ImError.Unchanged;
        MemberChange[] changes = [new(to, MemberRole.Owner), new(request.Sender, MemberRole.Admin)];
        return request with { Members = read.Value.Actor.Role == MemberRole.Owner ? changes : changes[..1] };
    }

    private async ValueTask<Result<AppendRequest>> MayAsync(
        GroupVerb verb, AppendRequest request, SettingsChange? change, CancellationToken cancel)
    {
        var read = await rights.ReadAsync(verb, request, [], cancel).ConfigureAwait(false);
        if (!read.Ok)
            return read.Error;
        var error = await rights.AskAsync(read.Value with { Settings = change }, cancel).ConfigureAwait(false);
        return error.IsError ? error : request;
    }
}
