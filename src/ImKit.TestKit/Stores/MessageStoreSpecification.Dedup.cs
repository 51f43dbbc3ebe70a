using System.Security.Cryptography;

namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task The_same_message_again_returns_the_first_commit()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var first = await Append(Requests.Message(group, "ann", "1"));
        await Commit(Requests.Message(group, "ann", "2"));
        // A retry has a new id and a later time; only the key and the payload are the same.
        var again = await Append(Requests.Message(group, "ann", "1") with { Time = first.Time + 5000 });

        Assert.Equal(first with { Status = AppendStatus.Duplicate }, again);
        Assert.Equal(3, (await Log(group)).Count);
    }

    [Fact]
    public async Task Another_payload_under_the_same_id_is_a_conflict_and_writes_nothing()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        await Commit(Requests.Message(group, "ann", "1", "the first"));

        Assert.Equal(AppendOutcome.Refused(AppendStatus.Conflict), await Append(Requests.Message(group, "ann", "1", "the second")));
        Assert.Equal(2, (await Log(group)).Count);
        Assert.Equal(AppendStatus.Duplicate, (await Append(Requests.Message(group, "ann", "1", "the first"))).Status);
    }

    [Fact]
    public async Task Every_byte_of_the_hash_counts()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var message = Requests.Message(group, "ann", "1");
        await Commit(message);
        for (var i = 0; i < 32; i++)
        {
            var hash = message.PayloadHash.ToArray();
            hash[i] ^= 1;
            Assert.Equal(AppendStatus.Conflict, (await Append(message with { PayloadHash = hash })).Status);
        }
    }

    [Fact]
    public async Task Duplicates_inside_one_batch_count_too()
    {
        var group = Names.Group();
        var outcomes = await Messages.AppendAsync(
            [
                Requests.Create(group, "ann"),
                Requests.Message(group, "ann", "1", "the first"),
                Requests.Message(group, "ann", "1", "the first"),
                Requests.Message(group, "ann", "1", "the second"),
                Requests.Message(group, "ann", "2"),
            ], Cancel);

        Assert.Equal(
            [AppendStatus.Committed, AppendStatus.Committed, AppendStatus.Duplicate, AppendStatus.Conflict, AppendStatus.Committed],
            outcomes.Select(outcome => outcome.Status));
        Assert.Equal(outcomes[1] with { Status = AppendStatus.Duplicate }, outcomes[2]);
        Assert.Equal(new Position(3, 2), outcomes[4].Position);
    }

    [Fact]
    public async Task The_key_is_the_senders_own_and_the_conversations_own()
    {
        var one = Names.Group(Names.Tenant());
        var other = Names.Group(one.Tenant);
        var elsewhere = one with { Tenant = Names.Tenant() };
        foreach (var group in new[] { one, other, elsewhere })
        {
            await Commit(Requests.Create(group, "ann", "bob"));
            await Commit(Requests.Message(group, "ann", "1", $"to {group}"));
            await Commit(Requests.Message(group, "bob", "1", $"to {group}"));
        }
    }

    [Fact]
    public async Task Keys_are_compared_by_ordinal()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "Ann"));
        foreach (var id in new[] { "a", "A", "á", "a ", " a", "a%", "a_", "'a", "\"a" })
            await Commit(Requests.Message(group, "ann", id, "text"));
        await Commit(Requests.Message(group, "Ann", "a", "other text"));
    }

    [Fact]
    public async Task A_duplicate_stays_one_when_the_sender_has_left_and_a_conflict_too()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        var first = await Append(Requests.Message(group, "bob", "1", "the first"));
        await Commit(Requests.Removed(group, "ann", "2", "bob"));

        Assert.Equal(first with { Status = AppendStatus.Duplicate }, await Append(Requests.Message(group, "bob", "1", "the first")));
        Assert.Equal(AppendStatus.Conflict, (await Append(Requests.Message(group, "bob", "1", "the second"))).Status);
        Assert.Equal(AppendStatus.NotMember, (await Append(Requests.Message(group, "bob", "3"))).Status);
    }

    [Fact]
    public async Task A_duplicate_changes_no_membership()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var add = Requests.Added(group, "ann", "add", "bob");
        await Commit(add);
        await Commit(Requests.Removed(group, "ann", "remove", "bob"));

        Assert.Equal(AppendStatus.Duplicate, (await Append(add)).Status);
        Assert.Equal(MemberRole.None, (await MemberOf(group, "bob")).Role);
        Assert.Equal(1, (await Head(group))!.MemberCount);
    }

    [Fact]
    public async Task A_refused_message_takes_no_key()
    {
        var group = Names.Group();
        Assert.Equal(AppendStatus.ConversationNotFound, (await Append(Requests.Message(group, "bob", "1", "early"))).Status);
        await Commit(Requests.Create(group, "ann"));
        Assert.Equal(AppendStatus.NotMember, (await Append(Requests.Message(group, "bob", "1", "stranger"))).Status);
        await Commit(Requests.Added(group, "ann", "add", "bob"));
        await Commit(Requests.Message(group, "bob", "1", "member"));
    }

    [Fact]
    public async Task A_create_that_is_sent_twice_makes_one_conversation()
    {
        var group = Names.Group();
        var create = Requests.Create(group, "ann", "bob");
        var first = await Append(create);
        Assert.Equal(first with { Status = AppendStatus.Duplicate }, await Append(create));
        Assert.Equal(AppendStatus.Conflict, (await Append(create with { PayloadHash = SHA256.HashData([1]) })).Status);
        Assert.Equal(2, (await Head(group))!.MemberCount);
    }
}
