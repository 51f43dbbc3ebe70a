using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ImKit.Tests.Shared;

/// <summary>What librdkafka exports for its mock cluster.</summary>
internal static class MockNative
{
    private const string Name = "mock-of-librdkafka";

    // The very library that the client has loaded, whichever of the package's builds that is.
    static MockNative() => NativeLibrary.SetDllImportResolver(typeof(MockNative).Assembly, static (string name, Assembly _, DllImportSearchPath? _) =>
        name == Name && Library.Version > 0
            ? NativeLibrary.Load(Process.GetCurrentProcess().Modules.Cast<ProcessModule>().First(static module => module.ModuleName.Contains("rdkafka", StringComparison.Ordinal)).FileName)
            : 0);

    [DllImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static extern nint NewConfiguration();

    [DllImport(Name, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static extern void SetLog(nint configuration, nint callback);

    [DllImport(Name, EntryPoint = "rd_kafka_new")]
    public static extern nint NewClient(int type, nint configuration, byte[] error, nuint size);

    [DllImport(Name, EntryPoint = "rd_kafka_destroy")]
    public static extern void DestroyClient(nint client);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static extern nint NewCluster(nint client, int brokers);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static extern void DestroyCluster(nint cluster);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static extern nint Bootstraps(nint cluster);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_topic_create")]
    public static extern int CreateTopic(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replication);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static extern int SetDown(nint cluster, int broker);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static extern int SetUp(nint cluster, int broker);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static extern void PushErrors(nint cluster, short request, nuint count, int[] errors);
}
