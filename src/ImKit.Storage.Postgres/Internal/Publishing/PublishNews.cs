using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Publishing;

/// <summary>A connection that hears when a host's transaction with published messages commits. Made when it is first needed, and again after it broke; without it
/// the wait is by time alone. One call at a time.</summary>
internal sealed class PublishNews(NpgsqlDataSource source, SchemaName schema, TimeProvider time, ILogger log) : IAsyncDisposable, IDisposable
{
    private NpgsqlConnection? _connection;
    private bool _heard = true;

    /// <summary>Waits. Returns at once when it has only just begun to listen: what was committed before nobody has heard.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the connection: it is made again, and until then the time is waited out.")]
    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        try
        {
            if (_connection is null)
            {
                await ListenAsync(cancel).ConfigureAwait(false);
                return;
            }

            await _connection.WaitAsync(atMost, cancel).ConfigureAwait(false);
            _heard = true;
        }
        catch (Exception error)
        {
            await CloseAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (_heard)
                PostgresLog.ListenFailed(log, PostgresErrors.Describe(error));
            _heard = false;
            await Task.Delay(atMost, time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Stops listening.</summary>
    public async ValueTask CloseAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _connection?.Dispose();
        source.Dispose();
    }

    private async ValueTask ListenAsync(CancellationToken cancel)
    {
        _connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        var command = new NpgsqlCommand($"LISTEN \"{PublishFunctions.Channel(schema)}\"", _connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
