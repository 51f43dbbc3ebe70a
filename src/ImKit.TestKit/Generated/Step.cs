namespace ImKit.TestKit.Generated;

/// <summary>One step of a generated history: done to the store and to the model, which have to answer alike.</summary>
internal abstract record Step
{
    public abstract Task RunAsync(History history);
}

internal sealed record Appending(IReadOnlyList<Draft> Batch) : Step
{
    public override async Task RunAsync(History history)
    {
        AppendRequest[] batch = [.. Batch.Select(draft => draft.For(history.Tenants))];
        var expected = batch.Select(history.Model.Append).ToArray();
        Assert.Equal(expected, await history.Messages.AppendAsync(batch, history.Cancel));
    }

    public override string ToString() => $"append [{string.Join("; ", Batch)}]";
}

internal sealed record MarkingRead(int Conversation, int User, long Seq) : Step
{
    public override async Task RunAsync(History history)
    {
        var (key, user) = (history.Key(Conversation), Draft.UserOf(User));
        var expected = history.Model.Logs.GetValueOrDefault(key)?.MarkRead(user, Seq);
        Assert.Equal(expected, await history.Conversations.MarkReadAsync(key, user, Seq, history.Cancel));
    }
}

internal sealed record MarkingDispatched(int Conversation, long Seq) : Step
{
    public override async Task RunAsync(History history)
    {
        var key = history.Key(Conversation);
        if (history.Model.Logs.TryGetValue(key, out var log))
            log.Dispatched = Math.Max(log.Dispatched, Math.Min(Seq, log.Last.Seq));
        await history.Messages.MarkDispatchedAsync([new DispatchMark(key, Seq)], history.Cancel);
    }
}

internal sealed record Reading(int Conversation, long Seq, int Limit) : Step
{
    public override async Task RunAsync(History history)
    {
        var key = history.Key(Conversation);
        IReadOnlyList<LogEntry> log = history.Model.Logs.GetValueOrDefault(key)?.Entries ?? [];
        History.AssertEntries(log.Where(entry => entry.Seq >= Seq).Take(Limit), await history.Messages.ReadForwardAsync(key, Seq, Limit, history.Cancel));
        History.AssertEntries(log.Where(entry => entry.Seq < Seq).Reverse().Take(Limit), await history.Messages.ReadBackwardAsync(key, Seq, Limit, history.Cancel));
    }
}
