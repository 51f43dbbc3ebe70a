using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>The folders of ImKit.Core are layers.</summary>
public sealed class FolderOrderTests
{
    /// <summary>From the bottom to the top: a folder names only folders that stand before it.</summary>
    private static readonly string[] s_order =
    [
        "Protocol", "Api", "Transports", "Options", "Timing", "Threading", "Channels", "Connections", "Diagnostics", "Nodes", "Routing", "Hooks", "Sessions", "Messaging", "Presence", "Heads", "Forwarding", "Storage",
        "Hosting",
    ];

    /// <summary>Who may name something above, and why. Nothing is added here without a reason that will still hold next year.</summary>
    private static readonly Dictionary<(string From, string To), string> s_exceptions = new()
    {
        [("Protocol", "Transports")] = "The wire form of a push follows from the session's version and the transport's framing.",
    };

    [Fact]
    public void Every_folder_has_its_place() => Assert.Equal(s_order.Order(StringComparer.Ordinal), SourceTypes.Folders.Order(StringComparer.Ordinal));

    [Fact]
    public void No_folder_names_one_above_it()
    {
        var wrong = Upward().Where(static reference => !s_exceptions.ContainsKey((reference.From, reference.To)))
            .Select(static reference => $"{reference.From}/{reference.Type} names {reference.To}/{reference.Named}");
        Check.None(wrong);
    }

    [Fact]
    public void Every_exception_is_still_needed()
    {
        var needed = Upward().Select(static reference => (reference.From, reference.To)).ToHashSet();
        Check.None(s_exceptions.Keys.Where(exception => !needed.Contains(exception)).Select(static exception => $"{exception.From} to {exception.To}"));
    }

    private static IEnumerable<(string From, string Type, string To, string Named)> Upward()
    {
        foreach (var type in typeof(IImKit).Assembly.GetTypes())
        {
            if (SourceTypes.FolderOf(type) is not { } from)
                continue;
            foreach (var named in CodeReferences.Of(type))
            {
                if (named.Assembly == type.Assembly && SourceTypes.FolderOf(named) is { } to && Array.IndexOf(s_order, to) > Array.IndexOf(s_order, from))
                    yield return (from, Outermost(type), to, Outermost(named));
            }
        }
    }

    private static string Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Name;
    }
}
