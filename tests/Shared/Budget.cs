using System.Globalization;

namespace ImKit.Tests.Shared;

/// <summary>How long a search for faults goes on: until its time is over, and not before it has made as many attempts as asked for.</summary>
internal sealed class Budget
{
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _time;
    private readonly long _attempts;

    public Budget(TimeSpan time, long attempts) => (_time, _attempts) = (time, attempts);

    /// <summary>Attempts made.</summary>
    public long Made { get; private set; }

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Whether one more attempt is to be made.</summary>
    public bool Next()
    {
        // The clock is asked now and then only: an attempt may take less than a microsecond.
        if (Made >= _attempts && (_time == TimeSpan.Zero || ((Made & 15) == 0 && Elapsed >= _time)))
            return false;
        Made++;
        return true;
    }

    /// <summary>A number from the environment.</summary>
    public static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
