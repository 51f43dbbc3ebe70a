namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Answers reads, one at a time. A reader's thread only.</summary>
internal sealed class Reader(DatabaseFile file, CallQueue<ReadSession> queue, SqliteStatistics statistics)
{
    private readonly List<Call<ReadSession>> _next = [];
    private ReadSession? _session;

    public void Work()
    {
        while (queue.Take(_next, 1))
        {
            Answer(_next[0]);
            _next.Clear();
        }

        _session?.Dispose();
    }

    private void Answer(Call<ReadSession> call)
    {
        if (call.IsOver)
            return;
        try
        {
            _session ??= new ReadSession(file.OpenForReading());
            call.Run(_session);
            call.Complete();
        }
        catch (Exception exception)
        {
            // A fresh connection for the next one: what this one knows of the file may be wrong.
            _session?.Dispose();
            _session = null;
            statistics.CountFailedRead();
            call.Fail(SqliteErrors.Describe(file.Path, exception));
        }
    }
}
