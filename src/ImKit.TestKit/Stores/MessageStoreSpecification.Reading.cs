namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task Reading_forward_begins_at_a_seq_and_stops_at_the_limit_or_the_head()
    {
        var group = await GroupOf(10);
        Assert.Equal([1, 2, 3], await Forward(group, 1, 3));
        Assert.Equal([4, 5, 6], await Forward(group, 4, 3));
        Assert.Equal([9, 10], await Forward(group, 9, 3));
        Assert.Equal([1, 2], await Forward(group, 0, 2));
        Assert.Equal([1, 2], await Forward(group, long.MinValue, 2));
        Assert.Empty(await Forward(group, 11, 3));
        Assert.Empty(await Forward(group, long.MaxValue, 1000));
    }

    [Fact]
    public async Task Reading_backward_begins_below_a_seq_and_stops_at_the_limit_or_the_first()
    {
        var group = await GroupOf(10);
        Assert.Equal([10, 9, 8], await Backward(group, long.MaxValue, 3));
        Assert.Equal([10], await Backward(group, 11, 1));
        Assert.Equal([7, 6, 5], await Backward(group, 8, 3));
        Assert.Equal([2, 1], await Backward(group, 3, 3));
        Assert.Empty(await Backward(group, 1, 3));
        Assert.Empty(await Backward(group, long.MinValue, 3));
    }

    [Fact]
    public async Task An_unknown_conversation_reads_as_empty()
    {
        Assert.Empty(await Forward(Names.Group(), 1, 10));
        Assert.Empty(await Backward(Names.Group(), long.MaxValue, 10));
    }

    [Fact]
    public async Task A_limit_out_of_range_is_misuse()
    {
        var group = await GroupOf(1);
        foreach (var limit in new[] { int.MinValue, -1, 0, 1001 })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Forward(group, 1, limit));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Backward(group, 1, limit));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Messages.ReadUndispatchedAsync(0, default, limit, Cancel));
        }

        foreach (var section in new[] { -1, Sections.Count })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Messages.ReadUndispatchedAsync(section, default, 1, Cancel));
    }

    [Fact]
    public async Task A_thousand_entries_come_in_one_read()
    {
        var group = await GroupOf(1001);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), await Forward(group, 1, 1000));
        Assert.Equal(Enumerable.Range(2, 1000).Reverse().Select(i => (long)i), await Backward(group, long.MaxValue, 1000));
    }

    private async Task<ConversationKey> GroupOf(int entries)
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        foreach (var chunk in Enumerable.Range(2, entries - 1).Chunk(128))
            await Messages.AppendAsync([.. chunk.Select(i => Requests.Message(group, "ann", $"{i}"))], Cancel);
        return group;
    }

    private async Task<IEnumerable<long>> Forward(ConversationKey group, long from, int limit) =>
        (await Messages.ReadForwardAsync(group, from, limit, Cancel)).Select(entry => entry.Seq);

    private async Task<IEnumerable<long>> Backward(ConversationKey group, long before, int limit) =>
        (await Messages.ReadBackwardAsync(group, before, limit, Cancel)).Select(entry => entry.Seq);
}
