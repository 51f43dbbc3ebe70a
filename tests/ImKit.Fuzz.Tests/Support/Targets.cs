namespace ImKit.Fuzz.Tests.Support;

/// <summary>All targets of this project.</summary>
internal static class Targets
{
    public static IReadOnlyList<string> Names { get; } = [.. Types().Select(static type => Create(type).Name).Order(StringComparer.Ordinal)];

    public static FuzzTarget Open(string name) => Create(Types().Single(type => Create(type).Name == name));

    private static FuzzTarget Create(Type type) => (FuzzTarget)Activator.CreateInstance(type)!;

    private static IEnumerable<Type> Types() =>
        typeof(Targets).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(FuzzTarget)) && !type.IsAbstract);
}
