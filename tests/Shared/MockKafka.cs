using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ImKit.Tests.Shared;

/// <summary>librdkafka's mock of a Kafka cluster with one broker: Kafka's protocol on a real port, in this process. It keeps about 5 MiB per partition, and what it
/// has over an outage.</summary>
internal sealed class MockKafka : IDisposable
{
    private const short ProduceRequest = 0;
    private readonly nint _client;
    private readonly nint _cluster;

    public MockKafka()
    {
        var configuration = MockNative.NewConfiguration();
        MockNative.SetLog(configuration, 0);
        _client = MockNative.NewClient(0, configuration, new byte[512], 512);
        _cluster = MockNative.NewCluster(_client, 1);
        Servers = Marshal.PtrToStringUTF8(MockNative.Bootstraps(_cluster))!;
    }

    public string Servers { get; }

    /// <summary>The topics of an application. The mock does not create them as Kafka does.</summary>
    public void CreateTopics(string application, int partitions = 16)
    {
        Require(MockNative.CreateTopic(_cluster, $"imkit.{application}", partitions, 1));
        Require(MockNative.CreateTopic(_cluster, $"imkit.{application}.aside", 1, 1));
    }

    public void SetDown() => Require(MockNative.SetDown(_cluster, 1));

    public void SetUp() => Require(MockNative.SetUp(_cluster, 1));

    /// <summary>Answers the next messages that are published with errors.</summary>
    public void Refuse(params ErrorCode[] errors) => MockNative.PushErrors(_cluster, ProduceRequest, (nuint)errors.Length, [.. errors.Select(static error => (int)error)]);

    public void Dispose()
    {
        MockNative.DestroyCluster(_cluster);
        MockNative.DestroyClient(_client);
    }

    private static void Require(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"The mock says {(ErrorCode)error}.");
    }
}
