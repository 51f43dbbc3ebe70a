namespace ImKit.Client.Connections;

/// <summary>The link of now, and a wait for the next. Any thread.</summary>
internal sealed class LinkSlot
{
    private readonly Lock _lock = new();
    private Link? _link;
    private TaskCompletionSource _changed = New();

    public Link? Current
    {
        get
        {
            lock (_lock)
                return _link;
        }
    }

    public void Set(Link? link)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (_link == link)
                return;
            _link = link;
            (changed, _changed) = (_changed, New());
        }

        changed.TrySetResult();
    }

    /// <summary>Waits until there is a link, and it is not the one that has just failed.</summary>
    public async ValueTask<Link> WaitAsync(Link? failed, CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_link is { } link && link != failed)
                    return link;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
