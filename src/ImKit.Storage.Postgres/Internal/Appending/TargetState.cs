using System.Text;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>An entry that the batch would change: as it is, and as the append leaves it. One append only.</summary>
internal sealed class TargetState(LogState log, long seq)
{
    private readonly Dictionary<(string Key, UserId User), ReactionState> _reactions = [];

    public LogState Log { get; } = log;

    public long Seq { get; } = seq;

    /// <summary>Whether there is such an entry, stored before or by an earlier item.</summary>
    public bool Exists { get; set; }

    public EntryKind Kind { get; set; }

    public int Version { get; set; }

    public bool Recalled { get; set; }

    public bool Countable { get; set; }

    public long Ordinal { get; set; }

    public IReadOnlyList<UserId> Mentions { get; set; } = [];

    /// <summary>Whether the batch has edited or recalled it; then format and body are what it has from now on.</summary>
    public bool IsChanged { get; set; }

    public BodyFormat Format { get; set; }

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The reaction of a request; one that the batch did not ask for is a mistake of the plan.</summary>
    public ReactionState Reaction(AppendRequest request) => _reactions[(Key(request), request.Sender)];

    /// <summary>Asks for the reaction of a request.</summary>
    /// <returns>False if it was asked for already.</returns>
    public bool TryAskReaction(AppendRequest request, out ReactionState reaction)
    {
        var key = (Key(request), request.Sender);
        if (_reactions.TryGetValue(key, out reaction!))
            return false;
        _reactions.Add(key, reaction = new ReactionState(this, key.Item1, key.Sender));
        return true;
    }

    /// <summary>The entry is an earlier item of the batch.</summary>
    public void SetNew(AppendRequest request, Position place)
    {
        Exists = true;
        Kind = request.Kind;
        Countable = request.Countable;
        Ordinal = place.Ordinal;
        Mentions = request.Mentions;
    }

    private static string Key(AppendRequest request) => FreeText.Storable(Encoding.UTF8.GetString(request.Body.Span));
}

/// <summary>One user's reaction to an entry: as it is, and as the append leaves it.</summary>
internal sealed class ReactionState(TargetState target, string key, UserId user)
{
    public TargetState Target { get; } = target;

    public string Key { get; } = key;

    public UserId User { get; } = user;

    /// <summary>Whether the table has a row.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether there is, or will be, a row.</summary>
    public bool Exists { get; set; }
}
