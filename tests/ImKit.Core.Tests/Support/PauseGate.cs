using ImKit.Testing;
using ImKit.Threading;

namespace ImKit.Core.Tests.Support;

/// <summary>Lets a node's work and store calls through, or holds them until it is opened again. One thread: the simulation's.</summary>
internal sealed class PauseGate(SeededScheduler scheduler) : IWorkQueue
{
    private readonly List<Action> _held = [];

    public bool IsClosed { get; private set; }

    public TaskCreationOptions SignalOptions => TaskCreationOptions.None;

    public void Close() => IsClosed = true;

    public void Open()
    {
        IsClosed = false;
        Action[] held = [.. _held];
        _held.Clear();
        foreach (var action in held)
            scheduler.Queue(action);
    }

    public void Queue(IThreadPoolWorkItem item)
    {
        if (IsClosed)
            _held.Add(item.Execute);
        else
            scheduler.Queue(item.Execute);
    }

    public Task PassAsync()
    {
        if (!IsClosed)
            return Task.CompletedTask;
        var opened = new TaskCompletionSource();
        _held.Add(() => opened.TrySetResult());
        return opened.Task;
    }
}
