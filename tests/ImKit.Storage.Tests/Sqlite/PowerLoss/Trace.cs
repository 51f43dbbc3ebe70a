using System.Buffers.Text;

namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Reads what <c>strace -f -y -xx</c> has written, as far as it is about one folder.</summary>
internal sealed class Trace
{
    private readonly string _folder;
    private readonly List<DiskEvent> _events = [];
    private readonly Dictionary<int, TracedCall> _unfinished = [];

    private Trace(string folder) => _folder = folder;

    public static List<DiskEvent> Read(string path, string folder)
    {
        var trace = new Trace(folder);
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 20];
        for (var filled = 0; ;)
        {
            // A line is at most a write of a page or a few, four characters to a byte.
            Assert.True(filled < buffer.Length, "A line of the trace is longer than any write of SQLite.");
            var read = file.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
                return trace._events;
            var rest = buffer.AsSpan(0, filled + read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                trace.Line(rest[..end]);
            rest.CopyTo(buffer);
            filled = rest.Length;
        }
    }

    // "123 call(…) = 0", "123 call(… <unfinished ...>" and later "123 <... call resumed>…) = 0"; signals and ends are of no interest.
    private void Line(ReadOnlySpan<byte> line)
    {
        Assert.True(Utf8Parser.TryParse(line, out int thread, out var digits), "A line of the trace lacks its thread.");
        var rest = line[digits..].TrimStart((byte)' ');
        if (rest.StartsWith("<..."u8))
        {
            if (_unfinished.Remove(thread, out var resumed))
                End(resumed, rest);
        }
        else if (rest.StartsWith("+++"u8) || rest.StartsWith("---"u8))
        {
            return;
        }
        else if (TracedCall.Decode(_folder, thread, rest) is { } call)
        {
            if (call.Begins is not null)
                _events.Add(call.Begins);
            if (rest.EndsWith("<unfinished ...>"u8))
                _unfinished[thread] = call;
            else
                End(call, rest);
        }
    }

    private void End(TracedCall call, ReadOnlySpan<byte> rest)
    {
        var at = rest.LastIndexOf(" = "u8);
        var returned = at >= 0 && Utf8Parser.TryParse(rest[(at + 3)..], out long result, out _) ? result : -1;
        if (call.Result is { } expected && expected != returned)
            throw new IOException($"A call of the traced process has failed: {call.Begins ?? call.Succeeds} returned {returned}.");
        if (returned >= 0 && call.Succeeds is not null)
            _events.Add(call.Succeeds);
    }
}
