using Microsoft.Extensions.Logging;

namespace ImKit.Transports.AspNetCore;

/// <summary>What every connection of the transport is given. Any thread.</summary>
internal sealed record ConnectionLimits(TimeSpan CloseTimeout, TimeProvider Time, ILogger Logger);
