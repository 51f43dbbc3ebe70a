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
        var term = (await history.SectionStore.ReadAsync(SectionKind.Dispatch, history.Cancel))[Sections.OfConversation(key)].Term;
        Assert.Equal(FencedStatus.Written, await history.Messages.MarkDispatchedAsync([new DispatchMark(key, Seq, term)], history.Cancel));
    }
}

internal sealed record Reading(int Conversation, long Seq, int Limit) : Step
{
    public override async Task RunAsync(History history)
    {
        var key = history.Key(Conversation);
        var log = history.Model.Logs.GetValueOrDefault(key)?.Readable ?? [];
        History.AssertEntries(log.Where(entry => entry.Seq >= Seq).Take(Limit), await history.Messages.ReadForwardAsync(key, Seq, Limit, history.Cancel));
        History.AssertEntries(log.Where(entry => entry.Seq < Seq).Reverse().Take(Limit), await history.Messages.ReadBackwardAsync(key, Seq, Limit, history.Cancel));
    }
}

internal sealed record Updating(int Conversation, int User, MemberUpdate Update) : Step
{
    public override async Task RunAsync(History history)
    {
        var (key, user) = (history.Key(Conversation), Draft.UserOf(User));
        var expected = history.Model.Logs.GetValueOrDefault(key)?.Update(user, Update);
        Assert.Equal(expected, await history.Conversations.UpdateMemberAsync(key, user, Update, history.Cancel));
    }
}

internal sealed record Removing(int Conversation, int User, IReadOnlyList<long> Seqs) : Step
{
    public override async Task RunAsync(History history)
    {
        var (key, user) = (history.Key(Conversation), Draft.UserOf(User));
        var expected = history.Model.Logs.GetValueOrDefault(key)?.Remove(user, Seqs);
        Assert.Equal(expected, await history.Conversations.RemoveEntriesAsync(key, user, Seqs, history.Cancel));
    }

    public override string ToString() => $"remove c{Conversation} u{User} {string.Join(',', Seqs)}";
}

internal sealed record Trimming(int Conversation, long Seq) : Step
{
    public override async Task RunAsync(History history)
    {
        var key = history.Key(Conversation);
        var log = history.Model.Logs.GetValueOrDefault(key);
        log?.Trim(Seq);
        Assert.Equal(log?.Head(), await history.Messages.TrimAsync(key, Seq, history.Cancel));
    }
}
