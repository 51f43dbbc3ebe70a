namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Heads and member rows that the writer has read or changed: the next append to the same log reads nothing. The writer's thread only.</summary>
/// <remarks>Changes are stored at the end of each call (<see cref="Flush"/>), one statement for a log however many entries it got. After any
/// failure, and when another process has written, everything is forgotten: the file is the truth.</remarks>
internal sealed class LogCache(Connection connection)
{
    private const int MaxLogs = 32_768;
    private const int MaxMembers = 65_536;

    private readonly LogTable _logTable = new(connection);
    private readonly MemberTable _memberTable = new(connection);
    private readonly Dictionary<ConversationKey, LogState> _logs = [];
    private readonly Dictionary<(long Log, UserId User), MemberState?> _members = [];
    private readonly List<LogState> _changedLogs = [];
    private readonly List<MemberState> _changedMembers = [];

    /// <summary>The log, or null if there is none.</summary>
    public LogState? Find(ConversationKey key)
    {
        if (_logs.TryGetValue(key, out var log))
            return log;
        log = _logTable.Find(key);
        if (log is not null)
            _logs.Add(key, log);
        return log;
    }

    public LogState Create(ConversationKey key, ConversationSettings settings)
    {
        var log = _logTable.Insert(key, settings);
        _logs.Add(key, log);
        return log;
    }

    /// <summary>The member's row, or null if this user never was a member.</summary>
    public MemberState? FindMember(LogState log, UserId user)
    {
        if (_members.TryGetValue((log.Number, user), out var member))
            return member;
        member = _memberTable.Find(log, user);
        _members.Add((log.Number, user), member);
        return member;
    }

    public void Set(LogState log, Member row)
    {
        var member = FindMember(log, row.User);
        if (member is null)
            _members[(log.Number, row.User)] = member = new MemberState { Log = log, Row = row };
        member.Row = row;
        if (member.IsChanged)
            return;
        member.IsChanged = true;
        _changedMembers.Add(member);
    }

    /// <summary>As <see cref="Set"/>, for what is the user's own.</summary>
    public void SetOwn(LogState log, Member row)
    {
        Set(log, row);
        FindMember(log, row.User)!.IsOwnChanged = true;
    }

    public void SetSettingsChanged(LogState log)
    {
        log.AreSettingsChanged = true;
        SetChanged(log);
    }

    public void SetChanged(LogState log)
    {
        if (log.IsChanged)
            return;
        log.IsChanged = true;
        _changedLogs.Add(log);
    }

    /// <summary>Stores what has changed.</summary>
    public void Flush()
    {
        foreach (var log in _changedLogs)
        {
            _logTable.Update(log);
            log.IsChanged = log.AreSettingsChanged = false;
        }

        foreach (var member in _changedMembers)
        {
            _memberTable.Upsert(member);
            member.IsChanged = member.IsOwnChanged = false;
        }

        _changedLogs.Clear();
        _changedMembers.Clear();
    }

    /// <summary>Keeps the memory bounded. Between transactions.</summary>
    public void Trim()
    {
        if (_logs.Count > MaxLogs || _members.Count > MaxMembers)
            Forget();
    }

    public void Forget()
    {
        _logs.Clear();
        _members.Clear();
        _changedLogs.Clear();
        _changedMembers.Clear();
    }
}
