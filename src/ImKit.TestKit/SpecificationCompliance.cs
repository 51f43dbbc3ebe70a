using System.Reflection;
using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>Proves that a provider's tests run every specification of what it implements, whole.</summary>
public static class SpecificationCompliance
{
    private static readonly (Type Seam, Type Specification, Type Durable)[] Rules =
    [
        (typeof(IMessageStore), typeof(MessageStoreSpecification), typeof(DurableMessageStoreSpecification)),
        (typeof(IConversationStore), typeof(ConversationStoreSpecification), typeof(DurableConversationStoreSpecification)),
        (typeof(IFeedStore), typeof(FeedStoreSpecification), typeof(DurableFeedStoreSpecification)),
        (typeof(IContactStore), typeof(ContactStoreSpecification), typeof(DurableContactStoreSpecification)),
        (typeof(ISectionStore), typeof(SectionStoreSpecification), typeof(DurableSectionStoreSpecification)),
        (typeof(ISessionDirectory), typeof(SessionDirectorySpecification), typeof(SessionDirectorySpecification)),
        (typeof(INodeRegistry), typeof(NodeRegistrySpecification), typeof(NodeRegistrySpecification)),
        (typeof(IRoomCounts), typeof(RoomCountsSpecification), typeof(RoomCountsSpecification)),
        (typeof(IBanExchange), typeof(BanExchangeSpecification), typeof(BanExchangeSpecification)),
        (typeof(IPermitExchange), typeof(PermitExchangeSpecification), typeof(PermitExchangeSpecification)),
        (typeof(IBroker), typeof(BrokerSpecification), typeof(RemoteBrokerSpecification)),
    ];

    /// <summary>Fails unless, for each seam that <paramref name="provider"/> implements, <paramref name="providerTests"/> has a public class that
    /// inherits its specification and hides none of its facts.</summary>
    /// <param name="providerTests">The assembly of the tests.</param>
    /// <param name="provider">The assembly of the provider.</param>
    /// <param name="durable">Whether the provider's acknowledged data outlives the process, so that the durable specifications apply; of a broker, whether it
    /// has a server.</param>
    public static void AssertComplete(Assembly providerTests, Assembly provider, bool durable)
    {
        ArgumentNullException.ThrowIfNull(providerTests);
        ArgumentNullException.ThrowIfNull(provider);
        var problems = new List<string>();
        var seams = 0;
        foreach (var rule in Rules.Where(rule => provider.GetTypes().Any(type => Implements(type, rule.Seam))))
        {
            seams++;
            var specification = durable ? rule.Durable : rule.Specification;
            var tests = providerTests.GetTypes().Where(type => IsRunnable(type) && type.IsSubclassOf(specification)).ToArray();
            if (tests.Length == 0)
                problems.Add($"{provider.GetName().Name} implements {rule.Seam.Name}, but no public class of {providerTests.GetName().Name} inherits {specification.Name}.");
            problems.AddRange(tests.SelectMany(test => HiddenFacts(test, specification)));
        }

        if (seams == 0)
            problems.Add($"{provider.GetName().Name} implements no seam.");
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static bool Implements(Type type, Type seam) => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(seam);

    private static bool IsRunnable(Type type) => type is { IsClass: true, IsAbstract: false, IsVisible: true, ContainsGenericParameters: false };

    // A fact is not virtual; a method of its name in a class below it hides it from the runner, with or without another attribute.
    private static IEnumerable<string> HiddenFacts(Type test, Type specification) =>
        from fact in specification.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        where fact.GetCustomAttribute<FactAttribute>() is not null
        let hiding = Below(test, specification).FirstOrDefault(type => type.GetMember(fact.Name, Declared).Length > 0)
        where hiding is not null
        select $"{hiding.FullName} hides {specification.Name}.{fact.Name}.";

    private static IEnumerable<Type> Below(Type test, Type specification)
    {
        for (var type = test; type is not null && type != specification; type = type.BaseType)
            yield return type;
    }

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
}
