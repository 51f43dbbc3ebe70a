using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What has to be looked up before a message is appended. Any thread.</summary>
internal sealed class SendChecks(TargetReader targets, MessageRights rights)
{
    /// <summary>The look-ups that a request needs; null for none, as most.</summary>
    public Prepare? For(AppendRequest request) => request.TargetSeq > 0 || request.MentionsAll ? CheckAsync : null;

    private async ValueTask<Result<AppendRequest>> CheckAsync(AppendRequest request, CancellationToken cancel)
    {
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
