namespace ImKit.Diagnostics;

public static partial class ImKitMetricNames
{
    /// <summary>Counter: steps that a filter of the host refused; tags <c>step</c> and <c>code</c>.</summary>
    public const string HookRefused = "imkit.hooks.refused";

    /// <summary>Counter: filters and observers that threw or took too long; tags <c>step</c> and <c>hook</c>.</summary>
    public const string HookFailed = "imkit.hooks.failed";

    /// <summary>Counter: steps that an observer did not hear of because too many waited for it; tags <c>step</c> and <c>hook</c>.</summary>
    public const string HookDropped = "imkit.hooks.dropped";
}
