namespace ImKit.Faults;

/// <summary>A deadline by the time in which this process had its turn: a machine that lets nobody run for minutes is not what is tested.</summary>
internal sealed class RunningTime : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _over = new();
    private readonly Timer _timer;
    private TimeSpan _left;

    public RunningTime(TimeSpan length)
    {
        _left = length;
        // Ticks that were missed do not come later.
        _timer = new Timer(static state => ((RunningTime)state!).Pass(), this, Tick, Tick);
    }

    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _timer.Dispose();
        _over.Dispose();
    }

    private void Pass()
    {
        _left -= Tick;
        if (_left != TimeSpan.Zero)
            return;
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }
}
