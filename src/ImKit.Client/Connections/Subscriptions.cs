using System.Text;

namespace ImKit.Client.Connections;

/// <summary>Watched operations, which a server forgets with the connection. Any thread.</summary>
internal sealed class Subscriptions
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _operations = [];

    public void Operations(IEnumerable<int> operations, bool on)
    {
        lock (_lock)
        {
            if (on)
                _operations.UnionWith(operations);
            else
                _operations.ExceptWith(operations);
        }
    }

    /// <summary>Asks for them again on a new connection.</summary>
    /// <exception cref="RequestRefusedException">They were refused.</exception>
    public async ValueTask RestoreAsync(Link link, CancellationToken cancel)
    {
        int[] operations;
        lock (_lock)
            operations = [.. _operations];
        if (operations.Length > 0)
            await link.AskAsync(ImKit.Operations.Subscribe, ListOf(operations), cancel).ConfigureAwait(false);
    }

    public static byte[] ListOf(IEnumerable<int> operations) => Encoding.ASCII.GetBytes(string.Join(',', operations));
}
