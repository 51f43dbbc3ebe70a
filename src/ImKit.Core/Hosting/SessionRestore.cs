using ImKit.Channels;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Threading;

namespace ImKit.Hosting;

/// <summary>Makes the sessions of this node reachable again after the directory has forgotten them.</summary>
/// <remarks>A key that another session holds by now is not taken back, as that client came later; nor is a place that its limits have not got any more.</remarks>
internal sealed class SessionRestore(ImKitOptions options, ISessionDirectory directory, LocalDelivery local, NodeIdentity node, IWorkQueue work)
{
    private const int AtOnce = 64;

    /// <summary>Registers every session of this node under its present boot, and every room.</summary>
    /// <param name="interest">The rooms.</param>
    /// <param name="taken">What a session is told whose key or place another one has.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Exception">The directory failed; what is not restored yet is restored by the next run.</exception>
    public async ValueTask RunAsync(RoomInterest interest, CloseReason taken, CancellationToken cancel)
    {
        // A room that a new client enters before the last of the old ones has left never becomes empty, and would not be told of.
        interest.AnnounceAll();
        foreach (var bucket in local.Buckets)
        {
            var done = new TaskCompletionSource<IReadOnlyList<SessionRecord>>(work.SignalOptions);
            bucket.Post(new RebootCommand(node.BootId, done));
            foreach (var sessions in (await done.Task.WaitAsync(cancel).ConfigureAwait(false)).Chunk(AtOnce))
                await Task.WhenAll(sessions.Select(session => RestoreAsync(session, taken, cancel))).ConfigureAwait(false);
        }
    }

    private async Task RestoreAsync(SessionRecord session, CloseReason taken, CancellationToken cancel)
    {
        if (await directory.FindByKeyAsync(session.Tenant, session.Key, cancel).ConfigureAwait(false) is { } holder && !IsGone(holder, session))
        {
            if (!holder.IsSameSession(session))
                local.Close(session.SessionId, taken);
            return;
        }

        var limits = options.Devices.LimitsOf(session.DeviceClass) with { RefusesNew = true };
        if (!(await directory.RegisterAsync(session, limits, cancel).ConfigureAwait(false)).Accepted)
            local.Close(session.SessionId, taken);
        else if (local.Channels.Find(session.SessionId) is null)
            await directory.UnregisterAsync(session, cancel).ConfigureAwait(false);
    }

    // A directory that has lost what came last may name a session again that has long ended. Of another node's nobody knows it here.
    // One with a higher number is later, and may be on its way through its login.
    private bool IsGone(SessionRecord holder, SessionRecord session) => holder.Node == node.Id && holder.BootId == node.BootId
        && holder.SessionId < session.SessionId && local.Channels.Find(holder.SessionId) is null;
}
