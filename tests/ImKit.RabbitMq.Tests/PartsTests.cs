using RabbitMQ.Client;

namespace ImKit.RabbitMq.Tests;

public sealed class PartsTests
{
    [Fact]
    public async Task A_confirmation_ends_its_message_or_all_up_to_it_and_the_end_of_the_channel_the_rest()
    {
        var confirms = new Confirms();
        var messages = Enumerable.Range(0, 7).Select(_ => confirms.Add()).ToArray();
        confirms.Confirm(2, multiple: false, refusal: null);
        Assert.Equal([false, true, false, false, false, false, false], messages.Select(static message => message.IsCompleted));
        confirms.Confirm(4, multiple: true, refusal: null);
        confirms.Confirm(5, multiple: false, new MessageRefusedException());
        confirms.Confirm(6, multiple: true, refusal: null);
        Assert.Equal([true, true, true, true, false, true, false], messages.Select(static message => message.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<MessageRefusedException>(() => messages[4]);
        confirms.Fail(new StorageException("gone"));
        await Assert.ThrowsAsync<StorageException>(() => messages[6]);
        await Assert.ThrowsAsync<StorageException>(() => confirms.Add());
    }

    [Fact]
    public void Gaps_are_counted_per_publisher_and_what_comes_twice_is_none()
    {
        var gaps = new Gaps();
        Assert.Equal([0, 0, 2, 0, 0, 0, 0, 4], new[] { ("a", 5), ("a", 6), ("a", 9), ("a", 7), ("a", 9), ("b", 100), ("a", 10), ("b", 105) }.Select(
            one => gaps.Note(one.Item1, one.Item2)));
    }

    [Fact]
    public void Each_node_has_its_own_numbers()
    {
        var numbering = new Numbering();
        var (one, two) = (new NodeId("one"), new NodeId("two"));
        Assert.Equal([1, 2, 1, 3], new[] { one, one, two, one }.Select(node => numbering.Next(node).Number));
    }

    [Theory]
    [InlineData("imkit.2", "p/1", "00")]
    [InlineData("imkit.1", null, "00")]
    [InlineData("imkit.1", "p", "00")]
    [InlineData("imkit.1", "p/x", "00")]
    [InlineData("imkit.1", "p/-1", "00")]
    [InlineData("imkit.1", "p/1", null)]
    [InlineData("imkit.1", "p/1", "lane")]
    public void What_ImKit_has_not_published_is_told_by_its_properties(string type, string? id, string? lane) =>
        Assert.Null(Envelope.Parse(new BasicProperties { Type = type, MessageId = id, CorrelationId = lane }));

    [Fact]
    public void An_envelope_comes_back_as_it_went()
    {
        var envelope = new Envelope("publisher", 42, Envelope.LaneOf("a key"));
        Assert.Equal(envelope, Envelope.Parse(envelope.ToProperties()));
        Assert.NotEqual(envelope.Lane, Envelope.LaneOf("another"));
    }
}
