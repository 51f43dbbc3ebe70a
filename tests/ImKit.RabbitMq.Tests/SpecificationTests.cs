namespace ImKit.RabbitMq.Tests;

public sealed class RabbitMqBrokerTests(OwnRabbitMq rabbit) : RemoteBrokerSpecification, IClassFixture<OwnRabbitMq>
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new RabbitMqHarness(rabbit.Server));
}

public sealed class ComplianceTests
{
    [Fact]
    public void Every_specification_runs_whole() =>
        SpecificationCompliance.AssertComplete(typeof(ComplianceTests).Assembly, typeof(RabbitMqOptions).Assembly, durable: true);
}
