using Microsoft.Extensions.Logging;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Group commit: takes every write that waits, commits them in one transaction, then answers. The writer's thread only.</summary>
/// <remarks>While one group waits for the disk the next one gathers, and what comes while a group is run joins it, up to its size: no timer, and
/// a lone write is committed at once. A page that many writes change is then written once for more of them.</remarks>
internal sealed class Writer(DatabaseFile file, CallQueue<WriteSession> queue, int maxCalls, SqliteStatistics statistics, ILogger log)
{
    private readonly List<Call<WriteSession>> _group = [];
    private WriteSession? _session;

    public void Work()
    {
        while (queue.Take(_group, maxCalls))
        {
            _group.RemoveAll(static call => call.IsOver);
            if (_group.Count > 0)
                CommitGroup();
            _group.Clear();
        }

        Close();
    }

    private void CommitGroup()
    {
        try
        {
            _session ??= Open();
            _session.Begin();
            RunGroup(_session);
            _session.Commit();
            if (_group.Count > 0)
                statistics.CountCommit(_group.Count);
            foreach (var call in _group)
                call.Complete();
        }
        catch (Exception exception)
        {
            Abandon();
            Fail(exception, _group);
        }
    }

    // Savepoints make SQLite copy every page that a call touches. So they wait until a call has failed: nothing was answered yet, and
    // what is rolled back can be run again.
    private void RunGroup(WriteSession session)
    {
        try
        {
            var most = Math.Min(2 * _group.Count, maxCalls);
            for (var i = 0; i < _group.Count; i++)
            {
                // Asked again at its turn: the calls before it may have taken longer than its caller waits.
                if (!_group[i].IsOver)
                    _group[i].Run(session);
                if (i == _group.Count - 1)
                    queue.TakeMore(_group, most);
            }
        }
        catch (Exception) when (_group.Count > 1)
        {
            session.Restart();
            RunEach(session);
        }
    }

    // Each within a savepoint, so that one that fails takes no other with it.
    private void RunEach(WriteSession session)
    {
        for (var i = 0; i < _group.Count; i++)
        {
            if (_group[i].IsOver)
            {
                _group.RemoveAt(i--);
                continue;
            }

            session.BeginOne();
            try
            {
                _group[i].Run(session);
                session.EndOne();
            }
            catch (Exception exception)
            {
                if (!session.TryUndoOne())
                    throw;
                Fail(exception, [_group[i]]);
                _group.RemoveAt(i--);
            }
        }
    }

    private void Fail(Exception exception, List<Call<WriteSession>> calls)
    {
        var failure = SqliteErrors.Describe(file.Path, exception);
        SqliteLog.WriteFailed(log, failure, file.Path, calls.Count);
        foreach (var call in calls)
        {
            statistics.CountFailedWrite(failure);
            call.Fail(failure);
        }
    }

    private WriteSession Open()
    {
        var session = new WriteSession(file.OpenForWriting((from, to) => SqliteLog.Migrated(log, file.Path, from, to)));
        SqliteLog.Opened(log, file.Path, session.Scalar("SELECT sqlite_version()"), session.Scalar("PRAGMA synchronous"));
        return session;
    }

    // A connection that cannot even roll back is given up; the next group opens another.
    private void Abandon()
    {
        if (_session is null || _session.TryRollback())
            return;
        _session.Dispose();
        _session = null;
    }

    private void Close()
    {
        if (_session is null)
            return;
        try
        {
            _session.Checkpoint();
        }
        catch (Exception exception)
        {
            SqliteLog.CheckpointFailed(log, exception, file.Path);
        }

        _session.Dispose();
        _session = null;
        SqliteLog.Closed(log, file.Path);
    }
}
