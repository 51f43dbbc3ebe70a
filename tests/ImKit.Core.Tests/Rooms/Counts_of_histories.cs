using System.Diagnostics.Metrics;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

public sealed class Counts_of_histories
{
    [Fact]
    public async Task Rings_bytes_resumes_and_resets_are_measured()
    {
        var simulation = new Simulation(1);
        await using var server = await StartAsync(simulation, new RoomHistory { Entries = 3, KeepEmpty = TimeSpan.FromSeconds(20) });
        Assert.Equal(0, Read<int>(server, ImKitMetricNames.RoomHistories));
        await using (var client = await server.LoginAsync(Tokens.For("1"), 2))
        {
            var epoch = (await client.JoinAsync()).Epoch;
            await server.PushAsync(1, 9);
            Assert.Equal((1, 3 * 97L), (Read<int>(server, ImKitMetricNames.RoomHistories), Read<long>(server, ImKitMetricNames.RoomHistoryBytes)));
            await client.JoinAsync(epoch: epoch, seq: 7);
            await client.JoinAsync(epoch: epoch, seq: 9);
            await client.JoinAsync(epoch: epoch, seq: 2);
            await client.JoinAsync(epoch: epoch + 1, seq: 9);
            await client.JoinAsync(epoch: epoch + 1, seq: 9);
        }

        Assert.Equal(2, Read<long>(server, ImKitMetricNames.RoomResumes));
        Assert.Equal(1, Read<long>(server, ImKitMetricNames.RoomResets, "trimmed"));
        Assert.Equal(2, Read<long>(server, ImKitMetricNames.RoomResets, "epoch"));
        simulation.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Read<long>(server, ImKitMetricNames.RoomHistoryEnded, "empty"));
        Assert.Equal((0, 0L, 0), (Read<int>(server, ImKitMetricNames.RoomHistories), Read<long>(server, ImKitMetricNames.RoomHistoryBytes), Read<int>(server, ImKitMetricNames.Rooms)));
    }

    private static T Read<T>(TestServer server, string name, string? reason = null)
        where T : struct
    {
        using var collector = new MetricCollector<T>(server.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, name);
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Single(measurement => reason is null || (string?)measurement.Tags["reason"] == reason).Value;
    }
}
