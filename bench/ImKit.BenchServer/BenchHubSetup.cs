namespace ImKit.BenchServer;

/// <summary>Adds SignalR as its documentation says, with both protocols.</summary>
internal static class BenchHubSetup
{
    public static void AddBenchHub(this WebApplicationBuilder builder)
    {
        // The generators send heartbeats only where heartbeats are measured: they are not to be cut for it.
        builder.Services.AddSignalR(static options => options.ClientTimeoutInterval = TimeSpan.FromMinutes(10)).AddMessagePackProtocol();
        builder.Services.AddSingleton<HubUsers>();
    }
}
