using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Asks the policy about entries. Any thread.</summary>
internal sealed class MessageRights(TargetReader targets, Reach reach, IMessagePolicy policy, TimeProvider time)
{
    /// <summary>The target, if the actor may do this with it.</summary>
    public async ValueTask<Result<LogEntry>> CheckAsync(MessageVerb verb, AppendRequest request, CancellationToken cancel)
    {
        // Whether it was recalled already is for the store to say.
        var target = await targets.FindAsync(
            request.Conversation, request.Sender, request.TargetSeq, cancel, orRecalled: verb == MessageVerb.Recall).ConfigureAwait(false);
        if (!target.Ok)
            return target.Error;
        var error = await AskAsync(verb, request.Conversation, target.Value.Actor, target.Value.Entry, cancel).ConfigureAwait(false);
        // A recall takes something away from who has blocked; all else would bring them something.
        if (!error.IsError && verb != MessageVerb.Recall && request.Conversation.Id.Kind == ConversationKind.Direct)
            error = await reach.CheckDirectAsync(request.Conversation, request.Sender, default, cancel).ConfigureAwait(false);
        return error.IsError ? error : target.Value.Entry;
    }

    /// <summary>Whether the sender may mention everybody.</summary>
    public async ValueTask<ImError> CheckMentionAllAsync(AppendRequest request, CancellationToken cancel)
    {
        var member = await targets.MemberAsync(request.Conversation, request.Sender, cancel).ConfigureAwait(false);
        return member.Ok
            ? await AskAsync(MessageVerb.MentionAll, request.Conversation, member.Value, null, cancel).ConfigureAwait(false)
            : member.Error;
    }

    private ValueTask<ImError> AskAsync(MessageVerb verb, ConversationKey conversation, Member actor, LogEntry? target, CancellationToken cancel) =>
        policy.CheckAsync(
            new MessageAction { Verb = verb, Conversation = conversation, Actor = actor, Target = target, Now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            cancel);
}
