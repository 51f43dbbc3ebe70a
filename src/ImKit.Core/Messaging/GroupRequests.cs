using ImKit.Hooks;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Makes the entries by which groups change. Any thread.</summary>
internal sealed class GroupRequests(MessageIds ids, StepHooks hooks, TimeProvider time)
{
    /// <summary>The hooks of a change; null if there are none.</summary>
    public StepRun? Run(
        GroupVerb verb, AppendRequest request, IReadOnlyList<UserId> users, MemberRole role = MemberRole.None, SettingsChange? settings = null) =>
        hooks.Group.IsIdle ? null : new StepRun<GroupStep>(hooks.Group, new GroupStep
        {
            Tenant = request.Conversation.Tenant, User = request.Sender, Verb = verb, Conversation = request.Conversation.Id, Request = request.ClientMsgId, Users = users,
            Role = role, Settings = settings,
        });

    /// <summary>The hooks of a new group; null if there are none.</summary>
    public StepRun? RunCreate(AppendRequest request, string title, IReadOnlyList<UserId> members) =>
        hooks.CreateGroup.IsIdle ? null : new StepRun<CreateGroupStep>(hooks.CreateGroup, new CreateGroupStep
        {
            Tenant = request.Conversation.Tenant, User = request.Sender, Conversation = request.Conversation.Id, Request = request.ClientMsgId, Title = title,
            Members = members,
        });

    public AppendRequest Make(ConversationKey group, UserId actor, ClientMsgId request, EntryKind kind, byte[] hash, byte[] body) => new()
    {
        Conversation = group,
        Id = ids.Next(),
        Sender = actor,
        ClientMsgId = request,
        PayloadHash = hash,
        Kind = kind,
        Countable = false,
        Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Format = BodyFormat.Json,
        Body = body,
        SenderMustBeMember = true,
    };
}
