using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class SectionKeeper
{
    [LoggerMessage(4082, LogLevel.Warning, "The leases of sections could not be renewed; tried again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(4081, LogLevel.Critical, "Keeping sections failed")]
    private partial void LogFault(Exception error);
}
