using System.Collections.Concurrent;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Threading;
using ImKit.Wire.Nodes;

namespace ImKit.Messaging;

/// <summary>Has feed changes written by the node that holds their section, and waits for its answer. Any thread.</summary>
internal sealed class FeedPeers(
    INodeSender sender, SectionLeases leases, NodeIdentity node, IWorkQueue work, TimeProvider time, MessagingMetrics metrics)
{
    // A holder that has more to do than that is asked again: what it writes twice is one row with a newer version.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<long, Asked> _asked = new();
    private long _requests;

    /// <summary>Asks the holder, and gives the slots the versions it answers. Called for one batch at a time per section.</summary>
    /// <returns>False if nobody else holds the section as far as is known, or if the holder refuses or does not answer in time.</returns>
    public async ValueTask<bool> TryWriteAsync(int section, IReadOnlyList<FeedSlot> slots, CancellationToken stop)
    {
        var holder = leases.HolderOf(SectionKind.Feed, section);
        if (holder == default || holder == node.Id)
            return false;
        var (request, boot) = (Interlocked.Increment(ref _requests), node.BootId);
        var asked = new Asked(section, boot, new TaskCompletionSource<IReadOnlyList<long>>(work.SignalOptions));
        _asked[request] = asked;
        try
        {
            await sender.SendAsync(holder, $"feed-{section}", Request(request, boot, section, slots), stop).ConfigureAwait(false);
            return Take(slots, await asked.Answer.Task.WaitAsync(Patience, time, stop).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            metrics.Retried("feed_holder");
            return false;
        }
        finally
        {
            _asked.TryRemove(request, out _);
        }
    }

    /// <summary>An answer has come.</summary>
    public void Take(FeedWritten answer)
    {
        if (_asked.TryGetValue(answer.Request, out var asked) && asked.BootId == answer.BootId)
            asked.Answer.TrySetResult(answer.Versions);
    }

    /// <summary>This node holds a section now: whoever was asked need not be waited for.</summary>
    public void GiveUp(int section)
    {
        foreach (var asked in _asked.Values)
        {
            if (asked.Section == section)
                asked.Answer.TrySetResult([]);
        }
    }

    private NodeMessage Request(long request, long boot, int section, IReadOnlyList<FeedSlot> slots)
    {
        var write = new WriteFeed { Request = request, Node = node.Id.Value, BootId = boot, Section = section };
        foreach (var slot in slots)
        {
            write.Changes.Add(new Wire.Nodes.FeedChange
            {
                Tenant = slot.Change.Tenant.Value,
                User = slot.Change.User.Value,
                Kind = (int)slot.Change.Kind,
                Conversation = slot.Change.Conversation.Value,
                Announce = slot.Announce,
            });
        }

        return new NodeMessage { WriteFeed = write };
    }

    private static bool Take(IReadOnlyList<FeedSlot> slots, IReadOnlyList<long> versions)
    {
        if (versions.Count != slots.Count)
            return false;
        for (var i = 0; i < slots.Count; i++)
        {
            slots[i].Version = versions[i];
            slots[i].IsReported = true;
        }

        return true;
    }

    private sealed record Asked(int Section, long BootId, TaskCompletionSource<IReadOnlyList<long>> Answer);
}
