using System.Text.Json;
using ImKit.Client.Wires;

namespace ImKit.Client;

/// <summary>Brings the addresses of servers, that to try first at the beginning. Asked before the first attempt, after each connection that has ended, and when none of the last
/// answer could be reached.</summary>
/// <param name="cancel">Gives up.</param>
public delegate ValueTask<IReadOnlyList<Uri>> ClientEndpointProvider(CancellationToken cancel);

/// <summary>Reads the list of nodes that a server tells (<c>MapImKitNodes</c>).</summary>
public static class ClientEndpoints
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 8 };

    /// <summary>Asks for the list, by an HTTP client that brings whatever the server wants to see of who asks.</summary>
    /// <param name="http">Asks.</param>
    /// <param name="nodes">Where, with the parameters <c>user</c> or <c>key</c>, <c>region</c> and <c>transport</c> as needed.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The addresses that this client can use, in the server's order.</returns>
    /// <exception cref="HttpRequestException">The server did not answer, or said no.</exception>
    /// <exception cref="InvalidDataException">The answer is no list of nodes.</exception>
    public static async ValueTask<IReadOnlyList<Uri>> ReadAsync(HttpClient http, Uri nodes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(nodes);
        using var answer = await http.GetAsync(nodes, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync(MaxAnswer, cancel).ConfigureAwait(false);
        return Read(await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
    }

    internal static IReadOnlyList<Uri> Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer, Limits);
            return
            [
                .. json.RootElement.GetProperty("nodes").EnumerateArray()
                    .SelectMany(static node => node.GetProperty("endpoints").EnumerateArray())
                    .Select(static endpoint => Uri.TryCreate(endpoint.GetString(), UriKind.Absolute, out var uri) ? uri : null)
                    .OfType<Uri>().Where(SocketOpener.IsKnown),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("The list of nodes cannot be read.", e);
        }
    }
}
