namespace ImKit.Deployments.Tests;

/// <summary>As <see cref="ApplicationTests{TDeployment}"/>, and what is kept over a restart.</summary>
public abstract class DurableTests<TDeployment>(TDeployment deployment) : ApplicationTests<TDeployment>(deployment)
    where TDeployment : Deployment
{
    [Fact]
    public async Task A_restart_of_a_node_loses_doubles_and_reorders_nothing_of_what_is_said_meanwhile()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var sender = await Deployment.ConnectAsync(ann, node: 0);
        await using var reader = await Deployment.ConnectAsync(bob, node: 1);
        var sent = new List<Task>();
        for (var i = 0; i < 30; i++)
        {
            if (i == 10)
                await Deployment[1].StopAsync();
            if (i == 20)
                await Deployment[1].StartAsync();
            sent.Add(await sender.Client.EnqueueAsync(ClientMessage.ToPeer(bob, ClientBody.OfText($"{i}"))));
        }

        await Task.WhenAll(sent).WaitAsync(Until.Limit);
        foreach (var device in new[] { sender, reader })
        {
            await device.HasAsync(30);
            Assert.Equal(Enumerable.Range(0, 30).Select(static i => $"{i}"), device.Texts);
        }
    }
}
