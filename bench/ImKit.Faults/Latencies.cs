using System.Collections.Concurrent;
using ImKit.Client;

namespace ImKit.Faults;

/// <summary>How long messages take from a device to every other that is connected meanwhile. Any thread.</summary>
internal sealed class Latencies
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long At, ConcurrentQueue<TimeSpan> Into)> _sent = new(StringComparer.Ordinal);

    // Who is connected, and since when: what a device catches up on is no measure.
    private readonly Dictionary<int, long> _online = [];
    private ConcurrentQueue<TimeSpan>? _into;
    private int _without;

    /// <summary>Times what is said from now on.</summary>
    /// <param name="into">Takes a time for each message and device.</param>
    /// <param name="without">The number of a device that does not count.</param>
    public void Begin(ConcurrentQueue<TimeSpan> into, int without)
    {
        lock (_lock)
            (_into, _without) = (into, without);
    }

    /// <summary>Times nothing that is said from now on; what is under way still counts.</summary>
    public void End()
    {
        lock (_lock)
            _into = null;
    }

    /// <summary>Watches a life of a device, from before its start.</summary>
    public void Attach(ImKitClient client, int number)
    {
        client.ConnectionChanged += change => Changed(number, change.State == ClientConnectionState.Online);
        client.Queued += message => Sent(number, message.ClientMsgId);
        client.Applied += applied => Applied(number, applied.Entries);
    }

    private static long Now => TimeProvider.System.GetTimestamp();

    private void Changed(int number, bool isOnline)
    {
        lock (_lock)
        {
            if (isOnline)
                _online[number] = Now;
            else
                _online.Remove(number);
        }
    }

    private void Sent(int number, string? id)
    {
        lock (_lock)
        {
            if (_into is { } into && number != _without && id is not null && _online.ContainsKey(number))
                _sent[id] = (Now, into);
        }
    }

    private void Applied(int number, IReadOnlyList<ClientEntry> entries)
    {
        lock (_lock)
        {
            if (number == _without || !_online.TryGetValue(number, out var since))
                return;
            foreach (var entry in entries)
            {
                if (entry.ClientMsgId is { } id && _sent.TryGetValue(id, out var sent) && since < sent.At)
                    sent.Into.Enqueue(TimeProvider.System.GetElapsedTime(sent.At));
            }
        }
    }
}
