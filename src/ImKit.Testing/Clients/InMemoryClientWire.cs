using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>A wire over an <see cref="InMemoryClient"/>. In a simulation it runs the scheduler instead of waiting, so every call completes at once.</summary>
public sealed class InMemoryClientWire(InMemoryClient client) : IClientWire
{
    /// <summary>The client below: to stop its reading, to vanish, to see how it ended.</summary>
    public InMemoryClient Client { get; } = client;

    /// <inheritdoc/>
    public Framing Framing => Client.Framing;

    /// <inheritdoc/>
    public int? CloseCode => Client.CloseReason?.Code;

    /// <inheritdoc/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        if (Client.Scheduler is not { } scheduler)
            return Client.SendAsync(bytes, cancel);
        while (true)
        {
            bytes = bytes[Client.Send(bytes.Span)..];
            if (bytes.IsEmpty)
                return ValueTask.CompletedTask;
            if (scheduler.RunUntilIdle() == 0)
                return ValueTask.FromException(new TimeoutException("The server reads no more before time moves on."));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            if (Client.TryReceive(out var bytes))
                return bytes;
            switch (Client.End)
            {
                case ConnectionEnd.None when Client.Scheduler is { } scheduler:
                    if (scheduler.RunUntilIdle() == 0)
                        throw new TimeoutException("Nothing can come any more before time moves on.");
                    break;
                case ConnectionEnd.None:
                    await Client.WaitToReceiveAsync(cancel).ConfigureAwait(false);
                    break;
                case ConnectionEnd.ServerClosed or ConnectionEnd.ClientClosed:
                    return default;
                case var end:
                    throw new IOException($"The connection has ended: {end}.");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(CancellationToken cancel = default)
    {
        Client.Close();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Abort() => Client.Reset();

    /// <summary>Closes in order.</summary>
    public ValueTask DisposeAsync() => CloseAsync();
}
