using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>A join on its way to the host's authorizer and back: asked on the thread pool, carried out on the loop.</summary>
internal sealed partial class RoomDecision(
    Session session, IRoomAuthorizer authorizer, RoomJoin join, FrameHeader header, RoomEntrance entrance, byte[] body) : BucketCommand, IThreadPoolWorkItem
{
    private ImError _refusal;

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    internal override void Run(Bucket bucket) => session.OnRoomDecided(header, entrance, body, _refusal);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails, the client is told and reading goes on.")]
    private async Task RunAsync()
    {
        var services = session.Services;
        try
        {
            using var deadline = new CancellationTokenSource(services.Options.Protocol.HandshakeTimeout, services.Time);
            var allowed = await authorizer.MayJoinAsync(join, deadline.Token).AsTask().OrGiveUpAsync(deadline.Token).ConfigureAwait(false);
            _refusal = allowed ? ImError.None : ImError.Forbidden;
        }
        catch (Exception error)
        {
            LogFailed(services.Logger, join.Session.User.Value, error);
            _refusal = ImError.Unavailable;
        }

        session.Bucket.Post(this);
    }

    [LoggerMessage(2011, LogLevel.Error, "The right of user {User} to enter a room could not be checked.")]
    private static partial void LogFailed(ILogger logger, string user, Exception error);
}
