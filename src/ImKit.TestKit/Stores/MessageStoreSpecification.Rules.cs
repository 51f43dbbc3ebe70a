namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task A_muted_member_reads_and_does_not_speak()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Notice(group, "ann", "mute", EntryKind.RolesChanged, Requests.Join("bob", MemberRole.Muted)));
        Assert.Equal(AppendStatus.MayNotSpeak, (await Append(Requests.Message(group, "bob", "1"))).Status);
        Assert.Equal(AppendStatus.MayNotSpeak, (await Append(Requests.React(group, "bob", "2", 2, "+1"))).Status);
        await Commit(Requests.Notice(group, "bob", "leave", EntryKind.MembersRemoved, Requests.Leave("bob")));
    }

    [Fact]
    public async Task Where_only_admins_speak_members_do_not()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Set(group, "ann", "set", new SettingsChange { Speak = SpeakRule.Admins }));
        Assert.Equal(AppendStatus.MayNotSpeak, (await Append(Requests.Message(group, "bob", "1"))).Status);
        await Commit(Requests.Message(group, "ann", "2"));
        await Commit(Requests.Notice(group, "ann", "admin", EntryKind.RolesChanged, Requests.Join("bob", MemberRole.Admin)));
        await Commit(Requests.Message(group, "bob", "3"));
    }

    [Fact]
    public async Task A_banned_user_is_no_member_and_does_not_come_back_by_being_added()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Notice(group, "ann", "ban", EntryKind.MembersRemoved, Requests.Join("bob", MemberRole.Banned), Requests.Join("eve", MemberRole.Banned)));
        Assert.Equal(1, (await Head(group))!.MemberCount);
        Assert.Equal(AppendStatus.NotMember, (await Append(Requests.Message(group, "bob", "1"))).Status);
        Assert.Equal(["ann"], (await Conversations.ListMembersAsync(group, default, 10, Cancel)).Select(member => member.User.Value));
        Assert.Null(await Conversations.MarkReadAsync(group, new UserId("bob"), 2, Cancel));

        var add = Requests.Added(group, "ann", "add", "bob", "eve") with { Create = new ConversationSettings { Epoch = Requests.Epoch } };
        await Commit(add);
        Assert.Equal((MemberRole.Banned, 1), ((await MemberOf(group, "bob")).Role, (await Head(group))!.MemberCount));
        await Commit(Requests.Removed(group, "ann", "lift", "bob"));
        await Commit(add with { ClientMsgId = new ClientMsgId("again") });
        Assert.Equal((MemberRole.Member, new Position(5, 1)), ((await MemberOf(group, "bob")).Role, (await MemberOf(group, "bob")).Floor));
    }

    [Fact]
    public async Task Settings_change_with_their_notice_and_what_is_not_named_stays()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Set(group, "ann", "1", new SettingsChange { Info = "Größe 😀" }));
        await Commit(Requests.Set(group, "ann", "2", new SettingsChange { Title = "new", Speak = SpeakRule.Admins }));
        var head = (await Head(group))!;
        Assert.Equal(("new", "Größe 😀", SpeakRule.Admins, false), (head.Title, head.Info, head.Speak, head.Dissolved));
        Assert.Equal(AppendStatus.Duplicate, (await Append(Requests.Set(group, "ann", "1", new SettingsChange { Info = "other" }))).Status);
        Assert.Equal("Größe 😀", (await Head(group))!.Info);
    }

    [Fact]
    public async Task Nothing_follows_the_entry_that_dissolves()
    {
        var group = await GroupWithMessage("first");
        var end = Requests.Set(group, "ann", "end", new SettingsChange { Dissolve = true });
        var outcomes = await Messages.AppendAsync([end, Requests.Message(group, "ann", "late")], Cancel);
        Assert.Equal([AppendStatus.Committed, AppendStatus.Dissolved], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(AppendStatus.Dissolved, (await Append(Requests.Added(group, "ann", "add", "eve"))).Status);
        Assert.Equal(AppendStatus.Duplicate, (await Append(end)).Status);
        Assert.True((await Head(group))!.Dissolved);
        Assert.Equal(3, (await Log(group)).Count);
    }

    [Fact]
    public async Task Mentions_come_back_and_at_all_is_one_place_on_the_head()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Mention(group, "ann", "1", "bob", "päul"));
        await Commit(Requests.Message(group, "ann", "2") with { MentionsAll = true });
        await Commit(Requests.Edit(group, "ann", "3", 3, "edited"));
        var log = await Log(group);
        Assert.Equal(["bob", "päul"], log[2].Mentions.Select(user => user.Value));
        Assert.Equal([false, false, false, true, false], log.Select(entry => entry.MentionsAll));
        Assert.Equal(new Position(4, 3), (await Head(group))!.MentionedAll);
        var tooMany = Enumerable.Range(0, 101).Select(i => $"u{i}").ToArray();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Append(Requests.Mention(group, "ann", "4", tooMany)));
    }
}
