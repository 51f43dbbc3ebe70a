using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>The default rules: owner &gt; admin &gt; member. Any thread.</summary>
internal sealed class GroupPolicy(IOptions<ImKitOptions> options) : IGroupPolicy
{
    private readonly GroupOptions _options = options.Value.Groups;

    public ValueTask<ImError> CheckAsync(GroupAction action, CancellationToken cancel) => new(Allows(action) ? default : ImError.Forbidden);

    private bool Allows(GroupAction action) => action.Verb switch
    {
        GroupVerb.Add => Leads(action) || (_options.MembersAdd && action.Actor.Role == MemberRole.Member),
        GroupVerb.Remove => Leads(action) && IsAboveAll(action),
        GroupVerb.Leave => true,
        GroupVerb.Join => _options.OpenToAll,
        GroupVerb.SetRole => IsSteppingDown(action) || (Leads(action) && IsAboveAll(action) && Rank(action.Role) < Rank(action.Actor.Role)),
        GroupVerb.Transfer or GroupVerb.Dissolve => action.Actor.Role == MemberRole.Owner,
        GroupVerb.ChangeSettings => Leads(action),
        _ => false,
    };

    private static bool Leads(GroupAction action) => Rank(action.Actor.Role) >= Rank(MemberRole.Admin);

    private static bool IsAboveAll(GroupAction action) => action.Targets.All(target => Rank(target.Role) < Rank(action.Actor.Role));

    private static bool IsSteppingDown(GroupAction action) =>
        action is { Role: MemberRole.Member, Actor.Role: MemberRole.Admin, Targets: [var only] } && only.User == action.Actor.User;

    private static int Rank(MemberRole role) => role switch
    {
        MemberRole.Owner => 3,
        MemberRole.Admin => 2,
        MemberRole.Member or MemberRole.Muted => 1,
        _ => 0,
    };
}
