using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class SendPipeline
{
    [LoggerMessage(4022, LogLevel.Error, "What had to be looked up before an append failed; the sender was told so and nothing was stored")]
    private partial void LogPreparationFailed(Exception error);
}
