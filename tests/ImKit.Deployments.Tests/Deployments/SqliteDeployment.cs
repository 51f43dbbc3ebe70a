namespace ImKit.Deployments.Tests.Deployments;

/// <summary>One node with a file.</summary>
public sealed class SqliteDeployment : Deployment
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imkit-deployment-").FullName;

    protected override void Deploy(IImKitBuilder builder) => builder.AddSqlite(Path.Combine(_folder, "imkit.db"));

    protected override Task EndAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
