using System.Text.Json;

namespace ThirdParty.Store;

/// <summary>A file of JSON lines, each forced to disk before it counts.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly FileStream _file;

    public JournalFile(string path, Action<JournalLine> replay)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var end = Replay(replay);
        // A crash may leave half a line behind; nobody was told that it was written.
        _file.SetLength(end);
        _file.Position = end;
    }

    public void Append(JournalLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        _file.Write(bytes);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private long Replay(Action<JournalLine> replay)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var start = 0;
        while (Array.IndexOf(bytes, (byte)'\n', start) is var end and >= 0)
        {
            replay(JsonSerializer.Deserialize<JournalLine>(bytes.AsSpan(start, end - start))!);
            start = end + 1;
        }

        return start;
    }
}
