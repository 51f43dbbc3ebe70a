namespace ImKit.TestKit;

/// <summary>A <see cref="BrokerHarness"/> for a broker with a server, which has the server to itself.</summary>
public abstract class RemoteBrokerHarness : BrokerHarness
{
    /// <summary>Cuts the connections of all nodes to the server, which lives on.</summary>
    public abstract ValueTask CutAsync();

    /// <summary>Takes the server away: nothing answers any more, and what it had may be lost.</summary>
    public abstract ValueTask StopAsync();

    /// <summary>Brings it back, as it is after a crash, and returns when it takes connections.</summary>
    public abstract ValueTask StartAsync();
}
