using System.Net;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>Log lines of a session: event ids 2000 to 2099. No tokens, no bodies unless tracing asks for them.</summary>
internal sealed partial class Session
{
    private void Trace(string step, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        if (Channel is not { } channel || !_services.Traces.Contains(channel.Record.Tenant, channel.Record.User))
            return;
        // A login's body is a token: it is never shown.
        var shown = _services.Options.Trace.Bodies && operation != Operations.Login ? Convert.ToBase64String(body[..Math.Min(256, body.Length)]) : "hidden";
        LogTrace(_services.Logger, channel.Record.User.Value, channel.Record.Key.Value, step, operation, sequence, body.Length, shown);
    }

    [LoggerMessage(2000, LogLevel.Debug, "User {User} logged in on {Key}, version {Version}, by {Transport}.")]
    private static partial void LogLoggedIn(ILogger logger, string user, string key, int version, string transport);

    [LoggerMessage(2001, LogLevel.Debug, "Closing user '{User}' from {Remote}: {Code} {Reason}.")]
    private static partial void LogClosing(ILogger logger, string user, IPEndPoint? remote, int code, string reason);

    [LoggerMessage(2002, LogLevel.Debug, "User '{User}' from {Remote} is gone: {Error}.")]
    private static partial void LogGone(ILogger logger, string user, IPEndPoint? remote, string error);

    [LoggerMessage(2003, LogLevel.Information, "Connection from {Remote} broke a rule: {Reason}.")]
    private static partial void LogViolation(ILogger logger, IPEndPoint? remote, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "User {User} on {Key} reads too slowly; policy {Policy}.")]
    private static partial void LogSlow(ILogger logger, string user, string key, SlowConsumerPolicy policy);

    [LoggerMessage(2005, LogLevel.Error, "The handler of operation {Operation} failed.")]
    internal static partial void LogHandlerFailed(ILogger logger, int operation, Exception error);

    [LoggerMessage(2007, LogLevel.Warning, "User {User} on {Key} is in as many rooms as allowed and does not join {Room}.")]
    private static partial void LogRoomLimit(ILogger logger, string user, string key, RoomId room);

    [LoggerMessage(2008, LogLevel.Warning, "User {User} went on asking too fast (rule {Rule}) and is locked out for {Ban}.")]
    private static partial void LogBanned(ILogger logger, string user, string rule, TimeSpan ban);

    [LoggerMessage(2009, LogLevel.Warning, "Too many logins from {Address} were refused; its logins are refused for {Ban}.")]
    private static partial void LogAddressBanned(ILogger logger, IPAddress address, TimeSpan ban);

    [LoggerMessage(2006, LogLevel.Information, "Trace {User} on {Key}: {Step} operation {Operation} seq {Sequence}, {Bytes} bytes, body {Body}.")]
    private static partial void LogTrace(ILogger logger, string user, string key, string step, int operation, int sequence, int bytes, string body);
}
