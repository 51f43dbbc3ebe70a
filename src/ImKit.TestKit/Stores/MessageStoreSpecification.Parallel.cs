namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task Appends_of_many_tasks_to_one_conversation_are_dense_and_in_each_tasks_order()
    {
        const int Tasks = 8, Each = 25;
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var sent = await Parallel(Tasks, async task =>
        {
            var mine = new List<Position>();
            for (var i = 0; i < Each; i++)
                mine.Add(await Commit(Requests.Message(group, "ann", $"{task}-{i}")));
            return mine;
        });

        Assert.All(sent, mine => Assert.Equal(mine.OrderBy(place => place.Seq), mine));
        Assert.Equal(Enumerable.Range(2, Tasks * Each).Select(i => (long)i), sent.SelectMany(mine => mine).Select(place => place.Seq).Order());
        Assert.Equal(new Position(1 + (Tasks * Each), Tasks * Each), (await Head(group))!.Last);
        Assert.Equal(1 + (Tasks * Each), (await Log(group)).Count);
    }

    [Fact]
    public async Task The_same_message_from_many_tasks_at_once_is_committed_once()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var outcomes = await Parallel(16, async _ => await Append(Requests.Message(group, "ann", "1")));

        var committed = Assert.Single(outcomes, outcome => outcome.Status == AppendStatus.Committed);
        Assert.All(outcomes.Where(outcome => outcome != committed), outcome => Assert.Equal(committed with { Status = AppendStatus.Duplicate }, outcome));
        Assert.Equal(2, (await Log(group)).Count);
    }

    [Fact]
    public async Task A_conversation_that_both_sides_create_at_once_is_one()
    {
        var (one, other) = (Names.Unique(), Names.Unique());
        var places = await Parallel(8, async task => await Commit(task % 2 == 0
            ? Requests.Direct(default, one, other, $"{task}")
            : Requests.Direct(default, other, one, $"{task}")));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], places.Select(place => place.Seq).Order());
        Assert.Equal(2, (await Head(new(default, ConversationId.Direct(new UserId(one), new UserId(other)))))!.MemberCount);
    }

    [Fact]
    public async Task Batches_that_touch_the_same_conversations_in_opposite_order_all_commit()
    {
        var groups = Enumerable.Range(0, 6).Select(_ => Names.Group()).ToArray();
        foreach (var group in groups)
            await Commit(Requests.Create(group, "ann"));
        var outcomes = await Parallel(8, async task =>
        {
            var all = new List<AppendOutcome>();
            for (var i = 0; i < 10; i++)
            {
                var batch = groups.Select(group => Requests.Message(group, "ann", $"{task}-{i}"));
                all.AddRange(await Messages.AppendAsync([.. task % 2 == 0 ? batch : batch.Reverse()], Cancel));
            }

            return all;
        });

        Assert.All(outcomes.SelectMany(all => all), outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
        Assert.All(await Conversations.GetHeadsAsync(groups, Cancel), head => Assert.Equal(81, head!.Last.Seq));
    }

    [Fact]
    public async Task A_reader_sees_dense_entries_and_a_matching_head_while_others_append()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var writing = Parallel(2, async task =>
        {
            for (var i = 0; i < 100; i++)
                await Commit(Requests.Message(group, "ann", $"{task}-{i}"));
            return task;
        });
        var seen = 0;
        while (seen < 201)
        {
            var head = await Head(group);
            var log = await Log(group);
            Assert.True(log.Count >= head!.Last.Seq, $"The head says {head.Last.Seq}, the log read after it has {log.Count} entries.");
            Assert.Equal(log.Count, log[^1].Seq);
            Assert.True(log.Count >= seen, "A later read saw fewer entries.");
            seen = writing.IsCompleted ? 201 : log.Count;
        }

        await writing;
    }

    private static async Task<T[]> Parallel<T>(int tasks, Func<int, Task<T>> body)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Enumerable.Range(0, tasks).Select(async task =>
        {
            await start.Task;
            return await body(task);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(running);
    }
}
