using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>A join on its way to the host's filters and authorizer and back: asked on the thread pool, carried out on the loop.</summary>
internal sealed partial class RoomDecision(
    Session session, RoomJoin join, FrameHeader header, RoomEntrance entrance, byte[] body) : BucketCommand, IThreadPoolWorkItem
{
    private RoomJoinStep? _step;

    public FrameHeader Header => header;

    public RoomEntrance Entrance => entrance;

    public byte[] Body => body;

    /// <summary>Why the host keeps the client out; no error if it does not.</summary>
    public ImError Refusal { get; private set; }

    /// <summary>Tells the host how it ended.</summary>
    public void Tell(ImError refusal)
    {
        if (_step is not null)
            session.Services.Hooks.RoomJoin.After(_step, new StepOutcome(refusal, default));
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    internal override void Run(Bucket bucket) => session.OnRoomDecided(this);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails, the client is told and reading goes on.")]
    private async Task RunAsync()
    {
        var services = session.Services;
        try
        {
            Refusal = await FilterAsync(services).ConfigureAwait(false);
            if (!Refusal.IsError)
                Refusal = await AuthorizeAsync(services).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(services.Logger, join.Session.User.Value, error);
            Refusal = ImError.Unavailable;
        }

        session.Bucket.Post(this);
    }

    private async ValueTask<ImError> FilterAsync(SessionServices services)
    {
        if (services.Hooks.RoomJoin.IsIdle)
            return default;
        _step = new RoomJoinStep { Tenant = join.Session.Tenant, User = join.Session.User, Session = join.Session, Claims = join.Claims, Room = join.Room };
        return (await services.Hooks.RoomJoin.BeforeAsync(_step).ConfigureAwait(false)).Error;
    }

    private async ValueTask<ImError> AuthorizeAsync(SessionServices services)
    {
        if (services.RoomAuthorizer is not { } authorizer)
            return default;
        using var deadline = new CancellationTokenSource(services.Options.Protocol.HandshakeTimeout, services.Time);
        var allowed = await authorizer.MayJoinAsync(join, deadline.Token).AsTask().OrGiveUpAsync(deadline.Token).ConfigureAwait(false);
        return allowed ? ImError.None : ImError.Forbidden;
    }

    [LoggerMessage(2011, LogLevel.Error, "The right of user {User} to enter a room could not be checked.")]
    private static partial void LogFailed(ILogger logger, string user, Exception error);
}
