using ImKit.Diagnostics;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Hooks;

/// <summary>What all hooks of a node share. Any thread.</summary>
internal sealed partial class HookServices(
    IServiceProvider services, HookMetrics metrics, IWorkQueue work, TimeProvider time, ILogger<HookServices> logger)
{
    public IServiceProvider Services => services;

    public HookMetrics Metrics => metrics;

    public IWorkQueue Work => work;

    public TimeProvider Time => time;

    public void FilterFailed(string step, string filter, FilterFailure failure, Exception error)
    {
        metrics.Failed(step, filter);
        LogFilterFailed(filter, step, failure == FilterFailure.Open ? "goes on without it" : "is refused", error);
    }

    public void ObserverFailed(string step, string observer, Exception error)
    {
        metrics.Failed(step, observer);
        LogObserverFailed(observer, step, error);
    }

    public void Dropped(string step, string observer, bool first)
    {
        metrics.Dropped(step, observer);
        if (first)
            LogDropped(observer, step);
    }

    [LoggerMessage(2200, LogLevel.Error, "Filter {Filter} failed before a {Step}, which {Follows}")]
    private partial void LogFilterFailed(string filter, string step, string follows, Exception error);

    [LoggerMessage(2201, LogLevel.Error, "Observer {Observer} failed after a {Step}")]
    private partial void LogObserverFailed(string observer, string step, Exception error);

    [LoggerMessage(2202, LogLevel.Warning, "Observer {Observer} does not keep up: a {Step} was dropped. Further ones are counted")]
    private partial void LogDropped(string observer, string step);
}
