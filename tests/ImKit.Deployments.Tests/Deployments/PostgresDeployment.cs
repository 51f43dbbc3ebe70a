namespace ImKit.Deployments.Tests.Deployments;

/// <summary>One node with PostgreSQL.</summary>
public sealed class PostgresDeployment : Deployment
{
    protected override void Deploy(IImKitBuilder builder) => builder.AddPostgres(PostgresServers.Schema("one"));
}
