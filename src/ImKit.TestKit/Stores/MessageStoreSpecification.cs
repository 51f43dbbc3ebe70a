namespace ImKit.TestKit;

/// <summary>What every <see cref="IMessageStore"/> keeps. A provider inherits this class, or <see cref="DurableMessageStoreSpecification"/>.</summary>
public abstract partial class MessageStoreSpecification : StoreSpecification
{
    [Fact]
    public async Task The_first_entry_creates_the_conversation_with_its_members_in_one_commit()
    {
        var group = Names.Group();
        var outcome = await Append(Requests.Create(group, "ann", "bob"));

        Assert.Equal(AppendStatus.Committed, outcome.Status);
        Assert.Equal(Requests.Epoch, outcome.Epoch);
        var head = await Head(group);
        Assert.NotNull(head);
        Assert.Equal(new Position(1, 0), head.Last);
        Assert.Equal("a title", head.Title);
        Assert.Equal(Requests.Epoch, head.Epoch);
        Assert.Equal(2, head.MemberCount);
        Assert.Equal(MemberRole.Owner, (await MemberOf(group, "ann")).Role);
        Assert.Equal(MemberRole.Member, (await MemberOf(group, "bob")).Role);
    }

    [Fact]
    public async Task Seqs_are_dense_and_ordinals_count_the_countable_entries()
    {
        var group = Names.Group();
        Assert.Equal(new Position(1, 0), await Commit(Requests.Create(group, "ann")));
        Assert.Equal(new Position(2, 1), await Commit(Requests.Message(group, "ann", "1")));
        Assert.Equal(new Position(3, 1), await Commit(Requests.Added(group, "ann", "2", "bob")));
        Assert.Equal(new Position(4, 2), await Commit(Requests.Message(group, "bob", "3")));
        Assert.Equal([1, 2, 3, 4], (await Log(group)).Select(entry => entry.Seq));
        Assert.Equal([0, 1, 1, 2], (await Log(group)).Select(entry => entry.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    public async Task An_entry_comes_back_as_it_was_sent(int length)
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var body = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
        var sent = Requests.Message(group, "ann", "päckchen 😀") with
        {
            Kind = (EntryKind)250,
            Countable = false,
            Time = 1_234_567_890_123,
            TargetSeq = 1,
            Format = BodyFormat.Binary,
            Body = body,
        };
        var outcome = await Append(sent);

        Assert.Equal((sent.Id, sent.Time), (outcome.Id, outcome.Time));
        var entry = (await Log(group))[1];
        Assert.Equal(
            (2L, 0L, sent.Id, sent.Kind, false, sent.Sender, sent.ClientMsgId, sent.Time, 1L, 0, BodyFormat.Binary),
            (entry.Seq, entry.Ordinal, entry.Id, entry.Kind, entry.Countable, entry.Sender, entry.ClientMsgId, entry.Time, entry.TargetSeq, entry.Version, entry.Format));
        Assert.Equal(body, entry.Body.ToArray());
    }

    [Fact]
    public async Task An_append_to_a_missing_conversation_is_refused_and_creates_nothing()
    {
        var group = Names.Group();
        Assert.Equal(AppendOutcome.Refused(AppendStatus.ConversationNotFound), await Append(Requests.Message(group, "ann", "1")));
        Assert.Null(await Head(group));
        Assert.Empty(await Log(group));
    }

    [Fact]
    public async Task A_create_that_finds_the_conversation_leaves_its_settings_as_they_are()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var again = Requests.Message(group, "ann", "1") with { Create = new ConversationSettings { Title = "another", Epoch = 5 } };
        var outcome = await Append(again);

        Assert.Equal((AppendStatus.Committed, Requests.Epoch), (outcome.Status, outcome.Epoch));
        var head = await Head(group);
        Assert.Equal(("a title", Requests.Epoch), (head!.Title, head.Epoch));
    }

    [Fact]
    public async Task Items_of_one_batch_are_taken_in_order()
    {
        var group = Names.Group();
        var outcomes = await Messages.AppendAsync(
            [
                Requests.Message(group, "ann", "too early"),
                Requests.Create(group, "ann"),
                Requests.Message(group, "bob", "not yet"),
                Requests.Added(group, "ann", "add", "bob"),
                Requests.Message(group, "bob", "now"),
                Requests.Removed(group, "ann", "remove", "bob"),
                Requests.Message(group, "bob", "no more"),
            ], Cancel);

        Assert.Equal(
            [
                AppendStatus.ConversationNotFound, AppendStatus.Committed, AppendStatus.NotMember, AppendStatus.Committed,
                AppendStatus.Committed, AppendStatus.Committed, AppendStatus.NotMember,
            ], outcomes.Select(outcome => outcome.Status));
        Assert.Equal([1, 2, 3, 4], outcomes.Where(outcome => outcome.Id != default).Select(outcome => outcome.Position.Seq));
    }

    [Fact]
    public async Task A_batch_may_span_conversations_and_tenants()
    {
        var groups = Enumerable.Range(0, 64).Select(i => Names.Group(i % 2 == 0 ? default : Names.Tenant())).ToArray();
        AppendRequest[] batch = [.. groups.Select(group => Requests.Create(group, "ann")), .. groups.Select(group => Requests.Message(group, "ann", "1"))];
        var outcomes = await Messages.AppendAsync(batch, Cancel);

        Assert.All(outcomes, outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
        var heads = await Conversations.GetHeadsAsync(groups, Cancel);
        Assert.All(heads, head => Assert.Equal(new Position(2, 1), head!.Last));
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        var one = Names.Group(Names.Tenant());
        var other = one with { Tenant = Names.Tenant() };
        await Commit(Requests.Create(one, "ann", "bob"));
        Assert.Equal(AppendStatus.ConversationNotFound, (await Append(Requests.Message(other, "ann", "1"))).Status);
        Assert.Null(await Head(other));
        await Commit(Requests.Create(other, "eve"));

        Assert.Equal(AppendStatus.NotMember, (await Append(Requests.Message(other, "ann", "1"))).Status);
        Assert.Null(await Conversations.FindMemberAsync(other, new UserId("ann"), Cancel));
        Assert.Null(await Conversations.FindMemberAsync(one, new UserId("eve"), Cancel));
        Assert.Single(await Log(one));
        Assert.Equal("eve", Assert.Single(await Log(other)).Sender.Value);
    }

    [Fact]
    public async Task A_batch_or_a_hash_out_of_range_is_misuse_and_nothing_is_done()
    {
        var group = Names.Group();
        var create = Requests.Create(group, "ann");
        var tooMany = Enumerable.Range(0, 128).Select(i => Requests.Message(group, "ann", $"{i}")).Prepend(create).ToArray();
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Messages.AppendAsync([], Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Messages.AppendAsync(tooMany, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Messages.AppendAsync([create, create with { PayloadHash = new byte[31] }], Cancel));
        Assert.Null(await Head(group));
    }
}
