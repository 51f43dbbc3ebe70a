using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>The default rules: who sent a message edits and recalls it for a while, who leads a group recalls any and mentions everybody. Any thread.</summary>
internal sealed class MessagePolicy(IOptions<ImKitOptions> options) : IMessagePolicy
{
    private readonly MessagingOptions _options = options.Value.Messaging;

    public ValueTask<ImError> CheckAsync(MessageAction action, CancellationToken cancel) => new(Allows(action) ? default : ImError.Forbidden);

    private bool Allows(MessageAction action) => action.Verb switch
    {
        MessageVerb.Edit => IsOwn(action) && IsWithin(action, _options.EditWithin),
        MessageVerb.Recall => Leads(action) || (IsOwn(action) && IsWithin(action, _options.RecallWithin)),
        MessageVerb.React => true,
        MessageVerb.MentionAll => Leads(action),
        _ => false,
    };

    private static bool IsOwn(MessageAction action) => action.Target?.Sender == action.Actor.User;

    private static bool Leads(MessageAction action) => action.Actor.Role is MemberRole.Owner or MemberRole.Admin;

    private static bool IsWithin(MessageAction action, TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || (time > TimeSpan.Zero && action.Now - action.Target!.Time <= time.TotalMilliseconds);
}
