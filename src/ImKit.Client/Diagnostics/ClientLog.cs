using Microsoft.Extensions.Logging;

namespace ImKit.Client.Diagnostics;

/// <summary>What is logged about clients. Never a token, the path or query of an endpoint, a body, or the words of a refusal.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(ClientTelemetry.Online, LogLevel.Information, "Logged in at {Server} as {User}.")]
    public static partial void Online(ILogger logger, string server, string user);

    [LoggerMessage(ClientTelemetry.Lost, LogLevel.Warning, "The connection to {Server} ended after {Seconds:F1} s ({Cause}, code {Code}).")]
    public static partial void Lost(ILogger logger, string server, double seconds, string cause, int code);

    [LoggerMessage(ClientTelemetry.AttemptFailed, LogLevel.Warning, "No login at {Server} ({Cause}, code {Code}, {Exception}).")]
    public static partial void AttemptFailed(ILogger logger, string server, string cause, int code, string exception);

    [LoggerMessage(ClientTelemetry.Refused, LogLevel.Error, "The server does not want this client back as it is (code {Code}). It does not connect by itself any more.")]
    public static partial void Refused(ILogger logger, int code);

    [LoggerMessage(ClientTelemetry.Gap, LogLevel.Debug, "A push of {Conversation} begins at {First}, and {Position} is the last one here. What is between is pulled.")]
    public static partial void Gap(ILogger logger, string conversation, long first, long position);

    [LoggerMessage(ClientTelemetry.Dropped, LogLevel.Information, "Conversation {Conversation} is dropped ({Reason}).")]
    public static partial void Dropped(ILogger logger, string conversation, DropReason reason);

    [LoggerMessage(ClientTelemetry.SendRepeated, LogLevel.Debug, "Message {ClientMsgId} is sent again ({Reason}).")]
    public static partial void SendRepeated(ILogger logger, string clientMsgId, string reason);

    [LoggerMessage(ClientTelemetry.SendRefused, LogLevel.Warning, "Message {ClientMsgId} was refused for good: {Code}.")]
    public static partial void SendRefused(ILogger logger, string clientMsgId, int code);

    [LoggerMessage(ClientTelemetry.Stopped, LogLevel.Debug, "The server pushes no more entries until this device has acknowledged those it got.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(ClientTelemetry.Failure, LogLevel.Error, "The store or a handler has thrown, or the server sent what it should not. The client goes on.")]
    public static partial void Failure(ILogger logger, Exception exception);

    [LoggerMessage(ClientTelemetry.Closed, LogLevel.Information, "Closed; {Waiting} messages wait in the store.")]
    public static partial void Closed(ILogger logger, int waiting);
}
