using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>Sections in a store that can fall silent: then no call ends, cancelled or not.</summary>
internal sealed class SilentSectionStore(ISectionStore inner) : ISectionStore
{
    private int _unanswered;
    private volatile bool _silent;

    public bool IsSilent
    {
        get => _silent;
        set => _silent = value;
    }

    /// <summary>Calls that came while it was silent.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    public async ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel)
    {
        await PassAsync();
        return await inner.AcquireAsync(kind, numbers, holder, lease, cancel);
    }

    public async ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel)
    {
        await PassAsync();
        await inner.ReleaseAsync(kind, numbers, holder, cancel);
    }

    public async ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel)
    {
        await PassAsync();
        return await inner.ReadAsync(kind, cancel);
    }

    private Task PassAsync()
    {
        if (!_silent)
            return Task.CompletedTask;
        Interlocked.Increment(ref _unanswered);
        return new TaskCompletionSource().Task;
    }
}
