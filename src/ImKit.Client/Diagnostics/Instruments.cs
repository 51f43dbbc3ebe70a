using System.Diagnostics.Metrics;

namespace ImKit.Client.Diagnostics;

/// <summary>The instruments of a meter. Without a factory all clients of the process share them. Any thread.</summary>
internal sealed class Instruments(Meter meter)
{
    private static readonly Instruments s_shared = new(new Meter(ClientTelemetry.MeterName));

    public UpDownCounter<long> Connections { get; } = meter.CreateUpDownCounter<long>(ClientTelemetry.Connections, "{connection}");

    public Counter<long> Logins { get; } = meter.CreateCounter<long>(ClientTelemetry.Logins, "{login}");

    public Counter<long> FailedLogins { get; } = meter.CreateCounter<long>(ClientTelemetry.FailedLogins, "{attempt}");

    public Counter<long> Ended { get; } = meter.CreateCounter<long>(ClientTelemetry.Ended, "{connection}");

    public Counter<long> Applied { get; } = meter.CreateCounter<long>(ClientTelemetry.Applied, "{entry}");

    public Counter<long> Known { get; } = meter.CreateCounter<long>(ClientTelemetry.Known, "{entry}");

    public Counter<long> Gaps { get; } = meter.CreateCounter<long>(ClientTelemetry.Gaps, "{gap}");

    public Counter<long> Pulls { get; } = meter.CreateCounter<long>(ClientTelemetry.Pulls, "{page}");

    public Counter<long> Syncs { get; } = meter.CreateCounter<long>(ClientTelemetry.Syncs, "{page}");

    public Counter<long> Resets { get; } = meter.CreateCounter<long>(ClientTelemetry.Resets, "{reset}");

    public Counter<long> DroppedPushes { get; } = meter.CreateCounter<long>(ClientTelemetry.DroppedPushes, "{push}");

    public Counter<long> Acks { get; } = meter.CreateCounter<long>(ClientTelemetry.Acks, "{acknowledgement}");

    public Counter<long> Stops { get; } = meter.CreateCounter<long>(ClientTelemetry.Stops, "{stop}");

    public UpDownCounter<long> Outbox { get; } = meter.CreateUpDownCounter<long>(ClientTelemetry.Outbox, "{message}");

    public Counter<long> Sends { get; } = meter.CreateCounter<long>(ClientTelemetry.Sends, "{message}");

    public Counter<long> Repeats { get; } = meter.CreateCounter<long>(ClientTelemetry.Repeats, "{attempt}");

    public Histogram<double> SendDuration { get; } = meter.CreateHistogram<double>(ClientTelemetry.SendDuration, "s");

    public Counter<long> Failures { get; } = meter.CreateCounter<long>(ClientTelemetry.Failures, "{failure}");

    /// <summary>A factory's meter is the factory's to dispose, and hands out the same instruments again.</summary>
    public static Instruments Of(IMeterFactory? factory) => factory is null ? s_shared : new Instruments(factory.Create(ClientTelemetry.MeterName));
}
