using System.Globalization;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>The TCP ports on which a process listens, as Linux tells them.</summary>
internal static class ListeningPorts
{
    private const string Listening = "0A";

    public static IEnumerable<int> Of(int process)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(static file => new FileInfo(file).LinkTarget ?? "")
            .Where(static target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(static target => target[8..^1])
            .ToHashSet();
        foreach (var table in (string[])["tcp", "tcp6"])
        {
            foreach (var line in File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            {
                // sl, local address, remote address, state, queues, timer, retransmits, uid, timeout, inode.
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns[3] == Listening && sockets.Contains(columns[9]))
                    yield return int.Parse(columns[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }
    }
}
