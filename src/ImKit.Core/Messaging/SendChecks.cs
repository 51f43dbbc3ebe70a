using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What has to be looked up before a message is appended. Any thread.</summary>
internal sealed class SendChecks(TargetReader targets, MessageRights rights, Reach reach)
{
    /// <summary>The look-ups that a request needs; null for none, as most.</summary>
    /// <param name="request">The request.</param>
    /// <param name="to">The other side, if the request names it.</param>
    public Prepare? For(AppendRequest request, UserId to) =>
        request.TargetSeq > 0 || request.MentionsAll || !reach.IsKnown(request.Conversation, request.Sender, to)
            ? Checking(to)
            : null;

    /// <summary>In a method of its own: a send that needs no look-up allocates nothing for it.</summary>
    private Prepare Checking(UserId to) => (request, cancel) => CheckAsync(request, to, cancel);

    private async ValueTask<Result<AppendRequest>> CheckAsync(AppendRequest request, UserId to, CancellationToken cancel)
    {
        if (request.Conversation.Id.Kind == ConversationKind.Direct)
        {
            var blocked = await reach.CheckDirectAsync(request.Conversation, request.Sender, to, cancel).ConfigureAwait(false);
            if (blocked.IsError)
                return blocked;
        }

        if (request.TargetSeq > 0)
        {
            var target = await targets.FindAsync(request.Conversation, request.Sender, request.TargetSeq, cancel).ConfigureAwait(false);
            if (!target.Ok)
                return target.Error;
        }

        var error = request.MentionsAll ? await rights.CheckMentionAllAsync(request, cancel).ConfigureAwait(false) : default;
        return error.IsError ? error : request;
    }
}
