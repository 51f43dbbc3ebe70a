using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Finds how much of a log is older than it is kept. Any thread.</summary>
internal sealed class OldEntries(IMessageStore messages, StoreCalls calls, TimeProvider time, IOptions<ImKitOptions> options)
{
    private readonly RetentionOptions _options = options.Value.Retention;

    /// <summary>Whether anything is not kept for ever.</summary>
    public bool Exist => _options.Direct > TimeSpan.Zero || _options.Group > TimeSpan.Zero || _options.Tenants.Count > 0;

    /// <summary>The last entry that is too old; the trimmed one if none is.</summary>
    /// <remarks>Times follow the order of a log as closely as the clocks of the nodes agree: half by half is close enough.</remarks>
    public async ValueTask<long> FindLastAsync(ConversationHead head, CancellationToken cancel)
    {
        var keep = KeepOf(head.Conversation);
        var (low, high) = (head.Trimmed.Seq, Math.Min(head.DispatchedSeq, head.Last.Seq));
        if (keep <= TimeSpan.Zero || low >= high)
            return low;
        var before = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds();
        // Most logs begin with something young enough: one look tells.
        if (!await IsOldAsync(head.Conversation, low + 1, before, cancel).ConfigureAwait(false))
            return low;
        low++;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (await IsOldAsync(head.Conversation, middle, before, cancel).ConfigureAwait(false))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private TimeSpan KeepOf(ConversationKey conversation)
    {
        var isGroup = conversation.Id.Kind == ConversationKind.Group;
        if (_options.Tenants.TryGetValue(conversation.Tenant.Value, out var own))
            return isGroup ? own.Group : own.Direct;
        return isGroup ? _options.Group : _options.Direct;
    }

    private async ValueTask<bool> IsOldAsync(ConversationKey conversation, long seq, long before, CancellationToken cancel)
    {
        var entries = await calls.RunAsync(
            (from, token) => messages.ReadForwardAsync(conversation, from, 1, token), seq, cancel).ConfigureAwait(false);
        return entries.Count > 0 && entries[0].Seq == seq && entries[0].Time < before;
    }
}
