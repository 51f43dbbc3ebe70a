namespace ImKit.Messaging;

/// <summary>Ends the background work of the messaging layer that a stop could not wait for. Any thread.</summary>
internal sealed class MessagingLifetime : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public MessagingLifetime() => Stopped = _source.Token;

    public CancellationToken Stopped { get; }

    public void Stop() => _source.Cancel();

    public void Dispose() => _source.Dispose();
}
