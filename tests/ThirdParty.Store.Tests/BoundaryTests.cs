using System.Reflection;
using ImKit;
using Microsoft.Extensions.DependencyInjection;

namespace ThirdParty.Store.Tests;

public sealed class BoundaryTests
{
    [Fact]
    public void A_provider_needs_the_seams_and_nothing_else_of_ImKit() =>
        Assert.Equal(["ImKit.Storage.Abstractions"], ImKitReferencesOf(typeof(JournalStore).Assembly));

    [Fact]
    public void Its_tests_need_the_TestKit_and_the_seams() =>
        Assert.Equal(["ImKit.Storage.Abstractions", "ImKit.TestKit"], ImKitReferencesOf(typeof(BoundaryTests).Assembly));

    [Fact]
    public void The_TestKit_needs_the_seams_and_nothing_else_of_ImKit() =>
        Assert.Equal(["ImKit.Storage.Abstractions"], ImKitReferencesOf(typeof(SpecificationCompliance).Assembly));

    [Fact]
    public void The_seams_let_no_provider_in_by_a_back_door() =>
        Assert.DoesNotContain(
            typeof(IMessageStore).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>(),
            friend => friend.AssemblyName.StartsWith("ImKit.Storage.", StringComparison.Ordinal) || friend.AssemblyName.StartsWith("ThirdParty", StringComparison.Ordinal));

    [Fact]
    public void Every_specification_runs_whole() =>
        SpecificationCompliance.AssertComplete(typeof(BoundaryTests).Assembly, typeof(JournalStore).Assembly, durable: true);

    [Fact]
    public void AddJournal_takes_the_place_of_the_stores_registered_before()
    {
        var builder = new Builder(new ServiceCollection());
        builder.Services.AddSingleton<IMessageStore>(_ => throw new InvalidOperationException("The store registered first was asked for."));
        var path = Path.Combine(Directory.CreateTempSubdirectory("journal-").FullName, "im.jsonl");
        builder.AddJournal(path);
        using var services = builder.Services.BuildServiceProvider();
        Assert.IsType<JournalStore>(services.GetRequiredService<IMessageStore>());
        Assert.Same(services.GetRequiredService<IMessageStore>(), services.GetRequiredService<IFeedStore>());
        Assert.Same(services.GetRequiredService<IMessageStore>(), services.GetRequiredService<IConversationStore>());
        services.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static IEnumerable<string> ImKitReferencesOf(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("ImKit", StringComparison.Ordinal)).Order();

    private sealed record Builder(IServiceCollection Services) : IImKitBuilder;
}
