namespace ImKit.Simulated.Tests;

/// <summary>Faults end, everybody reads, comes back and tries again: then everything that was ever sent has to be acknowledged.</summary>
internal sealed class Healing(World world, IReadOnlyList<Device> devices)
{
    private const int Rounds = 200;

    public async Task RunAsync()
    {
        world.FaultsInThousand = 0;
        world.Heal();
        await world.FinishStopsAsync();
        ComeBack();
        // Those that vanished are noticed in time; those that live say so.
        for (var i = 0; i < 5; i++)
        {
            world.Simulation.Advance(TimeSpan.FromSeconds(30));
            foreach (var device in devices)
                device.Heartbeat();
            Settle();
        }

        for (var round = 0; round == 0 || !IsHealed(); round++)
        {
            Assert.True(round < Rounds, "somebody hangs up again and again");
            // Who hung up meanwhile, because what came was more than it could take, is there again.
            ComeBack();
            foreach (var device in devices)
                device.FollowAll();
            Settle();
            // What is closing has its two seconds.
            world.Simulation.Advance(TimeSpan.FromSeconds(3));
            Settle();
        }
    }

    /// <summary>Everybody connects and tries again until all is acknowledged.</summary>
    private void ComeBack()
    {
        for (var round = 0; !IsHealed(); round++)
        {
            Assert.True(round < Rounds, $"not acknowledged after healing: {string.Join(", ", devices.SelectMany(static device => device.Unacknowledged).Select(static message => message.Id))}");
            foreach (var device in devices)
            {
                if (!device.Connected)
                    device.Connect(world.Nodes[world.Random.Next(world.Nodes.Count)]);
                device.Retry();
                device.Heartbeat();
            }

            Settle();
            world.Simulation.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private bool IsHealed() => devices.All(static device => device.LoggedIn && device.Unacknowledged.Count == 0);

    /// <summary>Runs and reads until nothing moves any more: what is read makes room for more.</summary>
    private void Settle()
    {
        do
        {
            world.Simulation.RunUntilIdle();
            foreach (var device in devices)
                device.Read();
        }
        while (!world.Simulation.Scheduler.IsIdle);
    }
}
