using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The connections to the database: every call takes one for its time, with a deadline, within a bound. Any thread.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);

    private readonly PostgresOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _capacity;
    private int _calls = 1;
    private int _closed;
    private volatile bool _open;

    public PostgresDatabase(IOptions<PostgresOptions> options, ILogger<PostgresDatabase>? log = null, TimeProvider? time = null, IMeterFactory? meters = null)
    {
        _options = options.Value;
        _log = log ?? NullLogger<PostgresDatabase>.Instance;
        _time = time ?? TimeProvider.System;
        _capacity = _options.MaxConnections + _options.QueueCapacity;
        Schema = new SchemaName(_options.Schema);
        Statistics = new PostgresStatistics(meters);
        _source = ConnectionSettings.CreateSource(_options);
    }

    /// <summary>Where the tables are.</summary>
    public SchemaName Schema { get; }

    /// <summary>What has happened since the start; the health check asks it.</summary>
    public PostgresStatistics Statistics { get; }

    /// <summary>For what waits beside calls.</summary>
    public TimeProvider Time => _time;

    /// <summary>For what is logged beside calls.</summary>
    public ILogger Log => _log;

    /// <summary>Checks the server and brings the schema up to date. Every other call does the same first, if nobody has.</summary>
    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        if (_open)
            return;
        await RunAsync(CallKind.Write, static (_, _, _) => new ValueTask<int>(0), 0, cancel).ConfigureAwait(false);
    }

    /// <summary>Reads. A connection of the pool that has ended meanwhile, as all have after the server was started anew, is nobody's failure: then it
    /// reads once more.</summary>
    public async ValueTask<TResult> ReadAsync<TArgument, TResult>(
        Func<NpgsqlConnection, TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, CancellationToken cancel)
    {
        try
        {
            return await RunAsync(CallKind.Read, call, argument, cancel).ConfigureAwait(false);
        }
        catch (StorageException failure) when (PostgresErrors.HasEnded(failure))
        {
            return await RunAsync(CallKind.Read, call, argument, cancel).ConfigureAwait(false);
        }
    }

    public ValueTask<TResult> WriteAsync<TArgument, TResult>(
        Func<NpgsqlConnection, TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, CancellationToken cancel) =>
        RunAsync(CallKind.Write, call, argument, cancel);

    public async ValueTask DisposeAsync()
    {
        if (!Close())
            return;
        try
        {
            await _ended.Task.WaitAsync(CloseTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            PostgresLog.CloseTimedOut(_log, _options.Schema, Volatile.Read(ref _calls), CloseTimeout);
        }

        await _source.DisposeAsync().ConfigureAwait(false);
        if (_open)
            PostgresLog.Closed(_log, _options.Schema);
    }

    /// <summary>Cuts what is under way; a host that stops in order has called <see cref="DisposeAsync"/> before.</summary>
    public void Dispose()
    {
        if (Close())
            _source.Dispose();
    }

    /// <summary>Counts a call in: until it leaves, the connections stay open. What is gathered enters one by one and runs together.</summary>
    /// <exception cref="StorageException">The store is closed, or too many calls wait.</exception>
    public void Enter()
    {
        var calls = Interlocked.Increment(ref _calls);
        if (Volatile.Read(ref _closed) != 0)
        {
            Leave();
            throw new StorageException("PostgreSQL: the store is closed.");
        }

        // One is the database itself, until it is closed.
        if (calls - 1 <= _capacity)
            return;
        Leave();
        Statistics.CountRejected();
        throw new StorageException($"PostgreSQL: {_options.QueueCapacity} calls wait for a connection.");
    }

    /// <summary>Counts a call out.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _calls) == 0)
            _ended.TrySetResult();
    }

    /// <summary>Runs what has entered.</summary>
    public async ValueTask<TResult> RunEnteredAsync<TArgument, TResult>(
        CallKind kind, Func<NpgsqlConnection, TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var either = cancel.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel) : null;
        var token = (either ?? deadline).Token;
        try
        {
            if (!_open)
                await OpenOnceAsync(token).ConfigureAwait(false);
            var connection = await _source.OpenConnectionAsync(token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var result = await call(connection, argument, token).ConfigureAwait(false);
                Statistics.CountCall(kind);
                return result;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (Exception exception) when (exception is not ArgumentException)
        {
            throw Failed(kind, exception);
        }
    }

    private async ValueTask<TResult> RunAsync<TArgument, TResult>(
        CallKind kind, Func<NpgsqlConnection, TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Enter();
        try
        {
            return await RunEnteredAsync(kind, call, argument, cancel).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private async ValueTask OpenOnceAsync(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_open)
                return;
            var connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await new ServerCheck(_options, _log).RunAsync(connection, cancel).ConfigureAwait(false);
                await new Migration(Schema, _options.Partitions, Internal.Schema.Steps, _log).RunAsync(connection, cancel).ConfigureAwait(false);
            }

            _open = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    private StorageException Failed(CallKind kind, Exception exception)
    {
        var failure = PostgresErrors.Describe(exception);
        Statistics.CountFailed(kind, failure);
        if (kind == CallKind.Write)
            PostgresLog.WriteFailed(_log, failure, _options.Schema);
        return failure;
    }

    private bool Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return false;
        Leave();
        return true;
    }
}
