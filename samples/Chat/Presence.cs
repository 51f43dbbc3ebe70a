using ImKit.Nodes;
using ImKit.Sessions;

namespace ImKit.Samples.Chat;

/// <summary>Who is online, by the number of their connections: here, and as far as other nodes have told. Any thread.</summary>
internal sealed class Presence(IServiceProvider services) : IConnectionObserver
{
    private readonly Dictionary<string, HashSet<long>> _here = new(StringComparer.Ordinal);
    private Dictionary<string, int> _elsewhere = new(StringComparer.Ordinal);
    private Dictionary<string, int> _told = new(StringComparer.Ordinal);

    /// <summary>How many are in the lounge on other nodes.</summary>
    public int LoungeElsewhere { get; private set; }

    /// <summary>Who is on this node.</summary>
    public IReadOnlyList<Person> Here
    {
        get
        {
            lock (_here)
                return [.. _here.Select(static person => new Person(person.Key, person.Value.Count))];
        }
    }

    /// <summary>Who is on any node.</summary>
    public IReadOnlyList<Person> People
    {
        get
        {
            lock (_here)
                return [.. _here.Keys.Union(_elsewhere.Keys).Select(name => new Person(name, Count(name))).OrderBy(static person => person.Name, StringComparer.Ordinal)];
        }
    }

    public ValueTask ConnectedAsync(SessionRecord session) => ChangeAsync(session, static (set, id) => set.Add(id));

    public ValueTask DisconnectedAsync(SessionRecord session, CloseReason? reason) => ChangeAsync(session, static (set, id) => set.Remove(id));

    /// <summary>Takes what all other nodes have told, and tells clients what is new.</summary>
    public async ValueTask TakeOthersAsync(IReadOnlyList<NodeView> others)
    {
        List<Person> news = [];
        lock (_here)
        {
            LoungeElsewhere = others.Sum(static node => node.Lounge);
            _elsewhere = others.SelectMany(static node => node.People).GroupBy(static person => person.Name, StringComparer.Ordinal)
                .ToDictionary(static person => person.Key, static person => person.Sum(static place => place.Connections), StringComparer.Ordinal);
            var counts = _here.Keys.Union(_elsewhere.Keys).ToDictionary(static name => name, Count, StringComparer.Ordinal);
            news.AddRange(counts.Keys.Union(_told.Keys).Select(name => new Person(name, counts.GetValueOrDefault(name)))
                .Where(person => person.Connections != _told.GetValueOrDefault(person.Name)));
            _told = counts;
        }

        foreach (var person in news)
            await TellAsync(person);
    }

    private async ValueTask ChangeAsync(SessionRecord session, Func<HashSet<long>, long, bool> change)
    {
        var name = session.User.Value;
        int count;
        lock (_here)
        {
            if (!_here.TryGetValue(name, out var set))
                _here[name] = set = [];
            var changed = change(set, session.SessionId);
            if (set.Count == 0)
                _here.Remove(name);
            if (!changed)
                return;
            _told[name] = count = Count(name);
        }

        await TellAsync(new Person(name, count));
    }

    private int Count(string name) => (_here.TryGetValue(name, out var set) ? set.Count : 0) + _elsewhere.GetValueOrDefault(name);

    // Resolved here: the server itself asks for its observers while it is made.
    private async ValueTask TellAsync(Person person) => await services.GetRequiredService<IImKit>().PushToAllAsync(
        new Push(ChatOperations.PresenceChanged, ChatJson.Write(person, ChatJson.Default.Person)));
}

/// <summary>Answers who is online.</summary>
internal sealed class WhoIsOnline(Presence presence, IImKit im) : IOperationHandler
{
    public ValueTask<OperationReply> HandleAsync(OperationContext context, CancellationToken cancel) => new(OperationReply.Of(
        ChatJson.Write(new OnlineList(presence.People, im.CountRoom(Lounge.Room) + presence.LoungeElsewhere), ChatJson.Default.OnlineList)));
}

internal static class PresenceExtensions
{
    public static IImKitBuilder AddPresence(this IImKitBuilder builder)
    {
        builder.Services.AddSingleton<Presence>();
        builder.Services.AddSingleton<IConnectionObserver>(static provider => provider.GetRequiredService<Presence>());
        return builder.Handle<WhoIsOnline>(ChatOperations.WhoIsOnline);
    }
}
