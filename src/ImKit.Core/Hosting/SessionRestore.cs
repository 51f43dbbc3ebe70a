using ImKit.Channels;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Threading;

namespace ImKit.Hosting;

/// <summary>Makes the sessions of this node reachable again after the directory has forgotten them.</summary>
/// <remarks>A key that another node's session holds by now is not taken back: that client came later. Nor is a place that its limits have not got any more.</remarks>
internal sealed class SessionRestore(ImKitOptions options, ISessionDirectory directory, LocalDelivery local, NodeIdentity node, IWorkQueue work)
{
    private const int AtOnce = 64;

    /// <summary>Registers every session of this node under its present boot, and every room.</summary>
    /// <exception cref="Exception">The directory failed; what is not restored yet is restored by the next run.</exception>
    public async ValueTask RunAsync(RoomInterest interest, CancellationToken cancel)
    {
        // A room that a new client enters before the last of the old ones has left never becomes empty, and would not be told of.
        interest.AnnounceAll();
        foreach (var bucket in local.Buckets)
        {
            var done = new TaskCompletionSource<IReadOnlyList<SessionRecord>>(work.SignalOptions);
            bucket.Post(new RebootCommand(node.BootId, done));
            foreach (var sessions in (await done.Task.WaitAsync(cancel).ConfigureAwait(false)).Chunk(AtOnce))
                await Task.WhenAll(sessions.Select(session => RestoreAsync(session, cancel))).ConfigureAwait(false);
        }
    }

    private async Task RestoreAsync(SessionRecord session, CancellationToken cancel)
    {
        if (await directory.FindByKeyAsync(session.Tenant, session.Key, cancel).ConfigureAwait(false) is { } holder)
        {
            if (!holder.IsSameSession(session))
                local.Close(session.SessionId, CloseReason.Replaced);
            return;
        }

        var limits = options.Devices.LimitsOf(session.DeviceClass) with { RefusesNew = true };
        if (!(await directory.RegisterAsync(session, limits, cancel).ConfigureAwait(false)).Accepted)
            local.Close(session.SessionId, CloseReason.Replaced);
        else if (local.Channels.Find(session.SessionId) is null)
            await directory.UnregisterAsync(session, cancel).ConfigureAwait(false);
    }
}
