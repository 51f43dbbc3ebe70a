using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>Takes a session's route away once its connection is gone. A route that cannot be removed ends with the node's lease.</summary>
internal sealed partial class Unregistration(SessionServices services, SessionRecord session) : IThreadPoolWorkItem
{
    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    [SuppressMessage("Design", "CA1031", Justification = "The lease repairs what a failing directory leaves.")]
    private async Task RunAsync()
    {
        try
        {
            await services.Directory.UnregisterAsync(session, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(services.Logger, session.Key.Value, error);
        }
    }

    [LoggerMessage(2080, LogLevel.Warning, "Unregistering session {Key} failed.")]
    private static partial void LogFailed(ILogger logger, string key, Exception error);
}
