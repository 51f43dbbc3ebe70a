namespace ImKit.Deployments.Tests;

public abstract partial class ApplicationTests<TDeployment>
{
    [Fact]
    public async Task A_group_grows_talks_and_loses_a_member_who_then_sees_no_more()
    {
        var (ann, bob, cleo) = (Names.New("ann"), Names.New("bob"), Names.New("cleo"));
        await using var owner = await deployment.ConnectAsync(ann, node: 0);
        await using var member = await deployment.ConnectAsync(bob, node: 1);
        await using var late = await deployment.ConnectAsync(cleo, node: 2);
        var group = (await owner.Client.CreateGroupAsync("friends", [bob]).WaitAsync(Until.Limit)).ConversationId;
        await owner.SayAsync(group, "before");
        await member.HasAsync(1);
        await owner.Client.AddMembersAsync(group, [cleo]).WaitAsync(Until.Limit);
        await late.SayAsync(group, "thank you");
        await member.HasAsync(2);
        await owner.Client.RemoveMembersAsync(group, [bob]).WaitAsync(Until.Limit);
        await owner.SayAsync(group, "after");
        await late.HasAsync(2);
        Assert.Equal(["thank you", "after"], late.Texts);
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => member.SayAsync(group, "let me in"));
        Assert.Equal(ClientErrorCode.NotMember, refused.Error.Code);
        Assert.Equal(["before", "thank you"], member.Texts);
        Assert.Equal([ann, cleo], (await owner.Client.MembersAsync(group).WaitAsync(Until.Limit)).Select(static one => one.UserId).Order());
    }

    [Fact]
    public async Task Everybody_writes_at_once_at_every_node_and_everybody_sees_one_order()
    {
        var names = Enumerable.Range(0, 6).Select(static number => Names.New($"p{number}")).ToList();
        var people = new List<Device>();
        try
        {
            for (var number = 0; number < names.Count; number++)
                people.Add(await deployment.ConnectAsync(names[number], number));
            var group = (await people[0].Client.CreateGroupAsync("crowd", names.Skip(1)).WaitAsync(Until.Limit)).ConversationId;
            await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 10).Select(number => person.SayAsync(group, $"{number}"))));
            foreach (var person in people)
                await person.HasAsync(60);
            var order = people[0].Entries.Select(static entry => entry.Id).ToList();
            Assert.All(people, person => Assert.Equal(order, person.Entries.Select(static entry => entry.Id)));
        }
        finally
        {
            foreach (var person in people)
                await person.DisposeAsync();
        }
    }
}
