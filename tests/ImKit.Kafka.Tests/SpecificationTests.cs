namespace ImKit.Kafka.Tests;

public sealed class KafkaBrokerTests : RemoteBrokerSpecification
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(
        RealKafkaHarness.Servers is { } servers ? new RealKafkaHarness(servers) : new KafkaHarness());
}

public sealed class ComplianceTests
{
    [Fact]
    public void Every_specification_runs_whole() =>
        SpecificationCompliance.AssertComplete(typeof(ComplianceTests).Assembly, typeof(KafkaOptions).Assembly, durable: true);
}
