using System.Diagnostics.Metrics;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Core.Tests.Nodes;

public sealed class NodeInboxTests
{
    [Fact]
    public async Task A_message_from_another_node_that_cannot_be_handled_is_logged_and_counted()
    {
        await using var server = await AccessServer.StartAsync();
        using var lost = new MetricCollector<long>(
            server.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.Unrouted);

        await server.Services.GetRequiredService<NodeInbox>().HandleAsync(new byte[] { 0xff, 0xff }, CancellationToken.None);

        Assert.Equal("inbox", Assert.Single(lost.GetMeasurementSnapshot()).Tags["reason"]);
        Assert.Single(server.TakeErrors());
    }
}
