using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Routing;

/// <summary>Who is where: as the directory says, or, while it does not answer, as far as this node knows by itself.</summary>
internal sealed partial class Router
{
    private long _silences;

    private ValueTask<IReadOnlyList<SessionRecord>> FindAsync(TenantId tenant, UserId user, CancellationToken cancel)
    {
        var found = directory.FindByUserAsync(tenant, user, cancel);
        return found.IsCompletedSuccessfully ? found : OrOwnAsync(found, tenant, user, cancel);
    }

    // Methods of their own: what their closures hold is allocated where a method begins, and a directory that answers at once needs none.
    private ValueTask<IReadOnlyList<SessionRecord>> OrOwnAsync(ValueTask<IReadOnlyList<SessionRecord>> found, TenantId tenant, UserId user, CancellationToken cancel) =>
        OrAsync(found, () => own.Find(tenant, user), cancel);

    private ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var found = directory.FindByUsersAsync(tenant, users, cancel);
        return found.IsCompletedSuccessfully ? found : OrOwnAsync(found, tenant, users, cancel);
    }

    private ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> OrOwnAsync(
        ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> found, TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel) =>
        OrAsync(found, () => [.. users.Select(user => own.Find(tenant, user))], cancel);

    [SuppressMessage("Design", "CA1031", Justification = "A directory that fails must not keep a push from the sessions that are here.")]
    private async ValueTask<T> OrAsync<T>(ValueTask<T> found, Func<T> known, CancellationToken cancel)
    {
        try
        {
            return await found.ConfigureAwait(false);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            metrics.Unrouted("directory");
            // An outage is one cause of many such failures: 1, 2, 4, 8 …
            var count = Interlocked.Increment(ref _silences);
            if ((count & (count - 1)) == 0)
                LogSilent(logger, count, error);
            return known();
        }
    }

    [LoggerMessage(3006, LogLevel.Warning, "The directory does not answer: a push reaches only this node's sessions. So far {Count} of them since the start.")]
    private static partial void LogSilent(ILogger logger, long count, Exception error);
}
