using ImKit.Nodes;
using ImKit.Sessions;

namespace ImKit.Samples.Chat;

/// <summary>Who is online, by the number of their connections. Any thread.</summary>
internal sealed class Presence(IServiceProvider services) : IConnectionObserver
{
    private readonly Dictionary<string, HashSet<long>> _sessions = new(StringComparer.Ordinal);

    public IReadOnlyList<Person> People
    {
        get
        {
            lock (_sessions)
                return [.. _sessions.Select(static person => new Person(person.Key, person.Value.Count)).OrderBy(static person => person.Name, StringComparer.Ordinal)];
        }
    }

    public ValueTask ConnectedAsync(SessionRecord session) => ChangeAsync(session, static (set, id) => set.Add(id));

    public ValueTask DisconnectedAsync(SessionRecord session, CloseReason? reason) => ChangeAsync(session, static (set, id) => set.Remove(id));

    private async ValueTask ChangeAsync(SessionRecord session, Func<HashSet<long>, long, bool> change)
    {
        var name = session.User.Value;
        int count;
        lock (_sessions)
        {
            if (!_sessions.TryGetValue(name, out var set))
                _sessions[name] = set = [];
            var changed = change(set, session.SessionId);
            count = set.Count;
            if (count == 0)
                _sessions.Remove(name);
            if (!changed)
                return;
        }

        // Resolved here: the server itself asks for its observers while it is made.
        await services.GetRequiredService<IImKit>().PushToAllAsync(
            new Push(ChatOperations.PresenceChanged, ChatJson.Write(new Person(name, count), ChatJson.Default.Person)));
    }
}

/// <summary>Answers who is online.</summary>
internal sealed class WhoIsOnline(Presence presence, IImKit im) : IOperationHandler
{
    public ValueTask<OperationReply> HandleAsync(OperationContext context, CancellationToken cancel) =>
        new(OperationReply.Of(ChatJson.Write(new OnlineList(presence.People, im.CountRoom(Lounge.Room)), ChatJson.Default.OnlineList)));
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
