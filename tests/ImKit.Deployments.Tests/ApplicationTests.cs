using System.Text;

namespace ImKit.Deployments.Tests;

/// <summary>What users of the application see, wherever it runs. People are on different nodes where there are several.</summary>
public abstract partial class ApplicationTests<TDeployment>(TDeployment deployment) : IClassFixture<TDeployment>
    where TDeployment : Deployment
{
    protected TDeployment Deployment => deployment;

    protected static Push News(string text) => new(Application.News, Encoding.UTF8.GetBytes(text));

    protected static UserId User(string name) => new(name);
}
