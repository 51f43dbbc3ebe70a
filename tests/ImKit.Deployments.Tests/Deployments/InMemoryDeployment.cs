namespace ImKit.Deployments.Tests.Deployments;

/// <summary>One node that keeps everything in memory: nothing is added.</summary>
public sealed class InMemoryDeployment : Deployment
{
    protected override void Deploy(IImKitBuilder builder)
    {
    }
}
