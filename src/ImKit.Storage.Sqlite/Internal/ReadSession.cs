namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A reader's connection and its statements. That reader's thread only.</summary>
internal sealed class ReadSession(Connection connection) : IDisposable
{
    public EntryReader Entries { get; } = new(connection);

    public HeadReader Heads { get; } = new(connection);

    public MemberReader Members { get; } = new(connection);

    public TargetReader Targets { get; } = new(connection);

    public FeedReader Feed { get; } = new(connection);

    public ContactReader Contacts { get; } = new(connection);

    public SectionTable Sections { get; } = new(connection);

    public void Dispose() => connection.Dispose();
}
