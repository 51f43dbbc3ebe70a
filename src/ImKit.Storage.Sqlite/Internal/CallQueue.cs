using System.Diagnostics;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A bounded queue between callers, which never wait in it, and threads that do nothing but wait for it. Any thread.</summary>
/// <remarks>Calls that nobody waits for are handed out when for a moment nothing else has come, at the latest after <see cref="Longest"/>: what
/// they change shares its pages with what comes meanwhile, and a page is written to the disk once a commit.</remarks>
internal sealed class CallQueue<TSession>(int capacity)
{
    /// <summary>How long nothing else has to come for a patient call to be handed out.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(2);

    /// <summary>How long a patient call is passed over at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private readonly Queue<Call<TSession>> _calls = new();
    private readonly Queue<Call<TSession>> _patient = new();
    private long _patientSince;
    private readonly object _gate = new();
    private bool _closed;

    /// <summary>Calls that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _calls.Count + _patient.Count;
        }
    }

    /// <param name="call">The call.</param>
    /// <param name="patient">Whether nobody waits for it.</param>
    public CallAdded Add(Call<TSession> call, bool patient = false)
    {
        lock (_gate)
        {
            if (_closed)
                return CallAdded.Closed;
            if (_calls.Count + _patient.Count >= capacity)
                return CallAdded.Full;
            if (patient && _patient.Count == 0)
                _patientSince = Stopwatch.GetTimestamp();
            (patient ? _patient : _calls).Enqueue(call);
            Monitor.Pulse(_gate);
            return CallAdded.Yes;
        }
    }

    /// <summary>Waits for work and takes what is there.</summary>
    /// <param name="into">Is filled with 1 to <paramref name="max"/> calls.</param>
    /// <param name="max">How many to take at once.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<Call<TSession>> into, int max)
    {
        lock (_gate)
        {
            var quiet = false;
            while (_calls.Count == 0 && !(quiet && _patient.Count > 0))
            {
                if (_closed && _patient.Count == 0)
                    return false;
                if (_patient.Count == 0)
                    Monitor.Wait(_gate);
                else
                    quiet = _closed || IsDue || !Monitor.Wait(_gate, Quiet);
            }

            // Those passed over long enough go before, but leave half of the places to the others.
            if (IsDue)
                TakePatient(into, _calls.Count > 0 ? (max + 1) / 2 : max);
            while (into.Count < max && _calls.TryDequeue(out var call))
                into.Add(call);
            if (quiet)
                TakePatient(into, max);
            return true;
        }
    }

    /// <summary>Takes what is there of the calls that somebody waits for, without waiting.</summary>
    /// <param name="into">Is filled up.</param>
    /// <param name="max">How many calls it may hold then.</param>
    public void TakeMore(List<Call<TSession>> into, int max)
    {
        lock (_gate)
        {
            while (into.Count < max && _calls.TryDequeue(out var call))
                into.Add(call);
        }
    }

    private bool IsDue => _patient.Count > 0 && Stopwatch.GetElapsedTime(_patientSince) >= Longest;

    private void TakePatient(List<Call<TSession>> into, int max)
    {
        while (into.Count < max && _patient.TryDequeue(out var call))
            into.Add(call);
        _patientSince = Stopwatch.GetTimestamp();
    }

    /// <summary>Takes no more calls; those that wait are still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}

/// <summary>Whether a queue took a call.</summary>
internal enum CallAdded
{
    Yes,
    Full,
    Closed,
}
