using ImKit.Client.Wires;

namespace ImKit.Client.Connections;

/// <summary>Which address is tried next: one after the other of those named, or of those that a server tells. One caller.</summary>
internal sealed class EndpointTurns(ImKitClientOptions options)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
    private readonly ClientEndpointProvider? _find =
        options.FindEndpoints ?? (options.Nodes is { } nodes ? cancel => ClientEndpoints.ReadAsync(Http, nodes, cancel) : null);

    private IReadOnlyList<Uri>? _told;
    private int _turn;
    private bool _asks = true;

    /// <summary>The address for the next attempt.</summary>
    /// <exception cref="IOException">Nobody told any, and none is named.</exception>
    public async ValueTask<Uri> NextAsync(CancellationToken cancel)
    {
        if (_find is null)
            return options.Endpoints[(int)((uint)_turn % (uint)options.Endpoints.Count)];
        if (_asks || _told is null)
        {
            _told = await FindAsync(_find, cancel).ConfigureAwait(false);
            (_asks, _turn) = (false, 0);
        }

        return _told[_turn];
    }

    /// <summary>The attempt has failed, or what came of it has ended: then who tells may have another answer.</summary>
    public void Ended(bool loggedIn)
    {
        _turn++;
        _asks |= loggedIn || _turn >= _told?.Count;
    }

    private async ValueTask<IReadOnlyList<Uri>> FindAsync(ClientEndpointProvider find, CancellationToken cancel)
    {
        // An answer that never comes must leave time to connect to what is known.
        using var deadline = new CancellationTokenSource(options.ConnectTimeout / 3, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        Exception? why = null;
        try
        {
            var found = await find(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            Uri[] usable = [.. found.Where(SocketOpener.IsKnown)];
            if (usable.Length > 0)
                return usable;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is not OutOfMemoryException)
        {
            why = e;
        }

        if (options.Endpoints.Count > 0)
            return [.. options.Endpoints];
        return _told ?? throw new IOException($"No server is known: {why?.Message ?? "the list of nodes names none that this client can use"}", why);
    }
}
