namespace ImKit.Deployments.Tests;

/// <summary>As <see cref="DurableTests{TDeployment}"/>, and what needs several nodes.</summary>
public abstract class ClusterTests<TDeployment>(TDeployment deployment) : DurableTests<TDeployment>(deployment)
    where TDeployment : Deployment
{
    [Fact]
    public async Task Who_logs_in_at_another_node_under_the_same_key_takes_the_place_of_the_first()
    {
        var ann = Names.New("ann");
        await using var first = await Deployment.ConnectAsync(ann, node: 0);
        var replaced = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Client.ConnectionChanged += change =>
        {
            if (change.Code != 0)
                replaced.TrySetResult(change.Code);
        };
        await using var second = await Deployment.ConnectAsync(ann, node: 1);
        Assert.Equal(CloseReason.Replaced.Code, await replaced.Task.WaitAsync(Until.Limit));
    }

    [Fact]
    public async Task While_a_node_is_away_its_people_are_served_by_the_others()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var stays = await Deployment.ConnectAsync(ann, node: 0);
        await using var moves = await Deployment.ConnectAsync(bob, node: 2);
        await stays.TellAsync(bob, "before");
        await Deployment[2].StopAsync();
        try
        {
            await moves.TellAsync(ann, "I am elsewhere");
            await stays.TellAsync(bob, "and I see you");
            foreach (var device in new[] { stays, moves })
            {
                await device.HasAsync(3);
                Assert.Equal(["before", "I am elsewhere", "and I see you"], device.Texts);
            }
        }
        finally
        {
            await Deployment[2].StartAsync();
        }
    }
}
