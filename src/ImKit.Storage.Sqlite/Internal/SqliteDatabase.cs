using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The file with its one writer and its few readers. Any thread; nothing here blocks, save <see cref="Dispose"/>.</summary>
internal sealed class SqliteDatabase : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);

    private readonly SqliteOptions _options;
    private readonly ILogger _log;
    private readonly CallQueue<WriteSession> _writes;
    private readonly CallQueue<ReadSession> _reads;
    private readonly Worker _writer;
    private readonly Worker[] _readers;
    private readonly Lock _gate = new();
    private bool _started;
    private volatile bool _open;

    public SqliteDatabase(IOptions<SqliteOptions> options, ILogger<SqliteDatabase>? log = null, TimeProvider? time = null)
    {
        _options = options.Value;
        _log = log ?? NullLogger<SqliteDatabase>.Instance;
        var file = new DatabaseFile(_options, time ?? TimeProvider.System);
        _writes = new(_options.QueueCapacity);
        _reads = new(_options.QueueCapacity);
        _writer = new Worker("ImKit SQLite writer", new Writer(file, _writes, _options.MaxCallsPerCommit, Statistics, _log).Work);
        _readers = [.. Enumerable.Range(1, _options.ReaderThreads)
            .Select(n => new Worker($"ImKit SQLite reader {n}", new Reader(file, _reads, Statistics).Work))];
    }

    /// <summary>What has happened since the start; a health check and the metrics ask it.</summary>
    public SqliteStatistics Statistics { get; } = new();

    /// <summary>Writes that wait.</summary>
    public int WaitingWrites => _writes.Count;

    /// <summary>Opens the file and brings its schema up to date. Every other call does the same first, if nobody has.</summary>
    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        if (_open)
            return;
        // A writer that runs a call has the file open.
        await WriteAsync(static (_, _) => true, 0, cancel).ConfigureAwait(false);
        _open = true;
    }

    /// <summary>Runs a function on the writer's thread; completes after the commit.</summary>
    public ValueTask<TResult> WriteAsync<TArgument, TResult>(Func<WriteSession, TArgument, TResult> run, TArgument argument, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Start();
        return AddAsync(_writes, new Call<WriteSession, TArgument, TResult>(run, argument), patient: false, cancel);
    }

    /// <summary>As <see cref="WriteAsync"/>, for what no user waits for: it may be passed over for a while, so that one commit holds more of it.</summary>
    public ValueTask<TResult> WritePatientlyAsync<TArgument, TResult>(
        Func<WriteSession, TArgument, TResult> run, TArgument argument, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Start();
        return AddAsync(_writes, new Call<WriteSession, TArgument, TResult>(run, argument), patient: true, cancel);
    }

    /// <summary>Runs a function on a reader's thread.</summary>
    public async ValueTask<TResult> ReadAsync<TArgument, TResult>(Func<ReadSession, TArgument, TResult> run, TArgument argument, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await OpenAsync(cancel).ConfigureAwait(false);
        return await AddAsync(_reads, new Call<ReadSession, TArgument, TResult>(run, argument), patient: false, cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Close())
            return;
        try
        {
            // Readers first: the writer's last checkpoint then has the file for itself.
            foreach (var reader in _readers)
                await reader.Ended.WaitAsync(CloseTimeout, TimeProvider.System).ConfigureAwait(false);
            _writes.Close();
            await _writer.Ended.WaitAsync(CloseTimeout, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _writes.Close();
            SqliteLog.CloseTimedOut(_log, _options.Path, CloseTimeout);
        }
    }

    public void Dispose()
    {
        if (!Close())
            return;
        var ended = _readers.All(reader => reader.Join(CloseTimeout));
        _writes.Close();
        if (!(_writer.Join(CloseTimeout) && ended))
            SqliteLog.CloseTimedOut(_log, _options.Path, CloseTimeout);
    }

    private ValueTask<TResult> AddAsync<TSession, TArgument, TResult>(
        CallQueue<TSession> queue, Call<TSession, TArgument, TResult> call, bool patient, CancellationToken cancel)
    {
        switch (queue.Add(call, patient))
        {
            case CallAdded.Full:
                Statistics.CountRejected();
                throw new StorageException($"{_options.QueueCapacity} calls wait for the file {_options.Path} already.");
            case CallAdded.Closed:
                throw new StorageException($"The file {_options.Path} is closed.");
            default:
                return call.WaitAsync(_options.Timeout, cancel);
        }
    }

    private void Start()
    {
        if (Volatile.Read(ref _started))
            return;
        lock (_gate)
        {
            if (_started)
                return;
            _writer.Start();
            foreach (var reader in _readers)
                reader.Start();
            Volatile.Write(ref _started, true);
        }
    }

    /// <returns>Whether there are threads to wait for.</returns>
    private bool Close()
    {
        lock (_gate)
        {
            _reads.Close();
            if (!_started)
                _writes.Close();
            return _started;
        }
    }
}
