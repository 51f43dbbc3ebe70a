using System.Reflection;
using System.Xml.Linq;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>Which package may depend on which: one way only.</summary>
public sealed class PackageArrowTests
{
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["ImKit.Storage.Abstractions"] = [],
        ["ImKit.Core"] = ["ImKit.Storage.Abstractions"],
        ["ImKit.Transport"] = ["ImKit.Core"],
        ["ImKit.Transport.Linux"] = ["ImKit.Core"],
        ["ImKit.AspNetCore"] = ["ImKit.Core"],
        ["ImKit.Storage.Sqlite"] = ["ImKit.Storage.Abstractions"],
        ["ImKit.Storage.Postgres"] = ["ImKit.Storage.Abstractions"],
        ["ImKit.Kafka"] = ["ImKit.Storage.Abstractions"],
        ["ImKit.RabbitMq"] = ["ImKit.Storage.Abstractions"],
        ["ImKit.Redis"] = ["ImKit.Storage.Abstractions"],
        ["ImKit.Client"] = [],
        ["ImKit.Testing"] = ["ImKit.Client", "ImKit.Core"],
        ["ImKit.TestKit"] = ["ImKit.Storage.Abstractions"],
    };

    [Fact]
    public void Packages_depend_on_each_other_as_drawn()
    {
        var projects = Repository.Under("src/", ".csproj").ToDictionary(Name, References);
        Assert.Equal(s_arrows.Keys.Order(StringComparer.Ordinal), projects.Keys.Order(StringComparer.Ordinal));
        foreach (var (project, expected) in s_arrows)
            Assert.Equal((project, string.Join(", ", expected)), (project, string.Join(", ", projects[project])));
    }

    [Fact]
    public void The_storage_seams_depend_on_nothing_but_the_injection_abstractions()
    {
        var project = XDocument.Parse(Repository.Read("src/ImKit.Storage.Abstractions/ImKit.Storage.Abstractions.csproj"));
        Assert.Equal(["Microsoft.Extensions.DependencyInjection.Abstractions"], project.Descendants("PackageReference").Select(static p => p.Attribute("Include")!.Value));
        Assert.Empty(project.Descendants("FrameworkReference"));
        var named = typeof(UserId).Assembly.GetReferencedAssemblies().Select(static assembly => assembly.Name!);
        Assert.Equal(["Microsoft.Extensions.DependencyInjection.Abstractions"], named.Where(static name => !name.StartsWith("System.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Core_knows_no_transport_no_web_framework_and_no_database()
    {
        string[] foreign = ["DotNetty", "Microsoft.AspNetCore", "Microsoft.Data", "SQLitePCL", "StackExchange", "Confluent", "RabbitMQ", "Npgsql"];
        var named = typeof(IImKit).Assembly.GetReferencedAssemblies().Select(static assembly => assembly.Name!);
        Check.None(named.Where(name => foreign.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))));
    }

    [Fact]
    public void Generated_wire_types_are_not_public() =>
        Check.None(typeof(IImKit).Assembly.GetExportedTypes().Where(static type => type.Namespace!.StartsWith("ImKit.Wire", StringComparison.Ordinal)).Select(static type => type.FullName!));

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static string[] References(string project) =>
    [
        .. XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal),
    ];
}
