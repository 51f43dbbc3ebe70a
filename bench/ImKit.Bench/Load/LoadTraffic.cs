namespace ImKit.Bench.Load;

/// <summary>What is published and when. The window is refilled on the socket thread, the rate kept by the thread that drives the run.</summary>
internal sealed class LoadTraffic(LoadSettings settings)
{
    /// <summary>Bytes that may wait to be sent by the publisher; beyond it the server has slowed the producer, and what is due is held back.</summary>
    private const int MaxUnsent = 1 << 18;

    private const int MaxBatch = 256;

    /// <summary>A send that is later than this counts from the moment it was due; below it lies the grain of this machine's sleep.</summary>
    private static readonly long Grain = TimeSpan.FromMilliseconds(2).Ticks;

    private readonly Lock _publishing = new();
    private readonly Random _random = new(12345);
    private LoadConnection? _publisher;
    private TimeSpan _begun;
    private long _due;

    public LoadSettings Settings { get; } = settings;

    public LoadCounts Counts { get; } = new();

    /// <summary>Broadcasts or pushes handed to the publisher's socket.</summary>
    public long Published { get; private set; }

    /// <summary>Due by the rate and never sent, because the server did not take more from the publisher.</summary>
    public long HeldBack { get; private set; }

    /// <summary>Begins to publish.</summary>
    public void Start(LoadConnection publisher)
    {
        _begun = Clock;
        Volatile.Write(ref _publisher, publisher);
        if (Settings.Rate == 0)
            RefillWindow();
    }

    public void Stop()
    {
        lock (_publishing)
            _publisher = null;
    }

    /// <summary>After each receive, on the socket thread.</summary>
    public void AfterReceive()
    {
        if (Settings.Rate == 0 && Volatile.Read(ref _publisher) is not null)
            RefillWindow();
    }

    /// <summary>Sends what is due by now. The driving thread.</summary>
    public void KeepRate()
    {
        if (Settings.Rate == 0 || _publisher is not { } publisher)
            return;
        publisher.FlushUnsent();
        var due = (long)((Clock - _begun).TotalSeconds * Settings.Rate);
        while (_due < due)
        {
            if (publisher.UnsentBytes > MaxUnsent)
            {
                HeldBack += due - _due;
                _due = due;
                return;
            }

            var first = _due;
            var count = (int)Math.Min(MaxBatch, due - _due);
            var now = Payload.Now;
            _due += count;
            Publish(publisher, count, i => StampOf(first + i + 1, now));
        }
    }

    private static TimeSpan Clock => TimeSpan.FromTicks(Payload.Nanoseconds(Payload.Now) / 100);

    private long StampOf(long number, long now)
    {
        var late = Clock - (_begun + TimeSpan.FromSeconds(number / Settings.Rate));
        return late.Ticks < Grain ? now : now - (long)(late.TotalSeconds * System.Diagnostics.Stopwatch.Frequency);
    }

    private void RefillWindow()
    {
        lock (_publishing)
        {
            if (_publisher is not { } publisher)
                return;
            var wanted = (Counts.Delivered / Settings.PerPublish) + Settings.Window - Published;
            if (wanted > 0)
                Publish(publisher, (int)Math.Min(MaxBatch, wanted), static _ => Payload.Now);
        }
    }

    private void Publish(LoadConnection publisher, int count, Func<int, long> stamp)
    {
        var first = Published + 1;
        Published += count;
        if (Settings.Mode == LoadMode.Fanout)
        {
            publisher.SendPublishes(count, stamp, first);
            return;
        }

        for (var i = 0; i < count; i++)
            publisher.SendPush(_random.Next(Settings.Connections) + 1, first + i);
    }
}
