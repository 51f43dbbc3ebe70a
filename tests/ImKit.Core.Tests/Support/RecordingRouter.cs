using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Wire;

namespace ImKit.Core.Tests.Support;

/// <summary>A router that keeps what users would have been sent, in order. Any thread.</summary>
internal sealed class RecordingRouter : IRouter
{
    private readonly Lock _gate = new();
    private readonly List<(UserId User, object Body)> _sent = [];
    private readonly List<(UserId User, long Version)> _reports = [];
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs before each push; throws to make it fail, waits to make it slow.</summary>
    public Func<IReadOnlyList<UserId>, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public IReadOnlyList<EntriesPush> EntriesFor(UserId user) => Sent<EntriesPush>(user);

    public IReadOnlyList<long> FeedPushesFor(UserId user) => [.. Sent<FeedPush>(user).Select(push => push.Version)];

    /// <summary>How far others have read, as a user was told.</summary>
    public IReadOnlyList<(string User, long Read)> ReceiptsFor(UserId user) =>
        [.. Sent<ReceiptsPush>(user).SelectMany(push => push.Receipts).Select(receipt => (receipt.UserId, receipt.Read))];

    public IReadOnlyList<ReceiptsPush> ReceiptPushesFor(UserId user) => Sent<ReceiptsPush>(user);

    public IReadOnlyList<SignalPush> SignalsFor(UserId user) => Sent<SignalPush>(user);

    /// <summary>The seqs pushed to a user, in order.</summary>
    public IReadOnlyList<long> SeqsFor(UserId user) => [.. EntriesFor(user).SelectMany(push => push.Entries).Select(entry => entry.Seq)];

    public IReadOnlyList<long> ReportsFor(UserId user)
    {
        lock (_gate)
            return [.. _reports.Where(report => report.User == user).Select(report => report.Version)];
    }

    public async ValueTask<PushReceipt> ToUsersAsync(
        TenantId tenant, IReadOnlyList<UserId> users, OutboundMessage message, CancellationToken cancel)
    {
        await Before(users).ConfigureAwait(false);
        Record(() => _sent.AddRange(users.Select(user => (user, (object)((WireMessage)message).Message))));
        return new PushReceipt(users.Count, 1);
    }

    public ValueTask ReportFeedAsync(TenantId tenant, UserId user, long version, CancellationToken cancel)
    {
        Record(() => _reports.Add((user, version)));
        return default;
    }

    /// <summary>Waits until something holds of what was recorded.</summary>
    public async Task Until(Func<bool> condition)
    {
        while (true)
        {
            Task change;
            lock (_gate)
                change = _change.Task;
            if (condition())
                return;
            await change.Within();
        }
    }

    private void Record(Action add)
    {
        TaskCompletionSource change;
        lock (_gate)
        {
            add();
            change = _change;
            _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        change.SetResult();
    }

    private List<T> Sent<T>(UserId user)
    {
        lock (_gate)
            return [.. _sent.Where(sent => sent.User == user).Select(sent => sent.Body).OfType<T>()];
    }
}
