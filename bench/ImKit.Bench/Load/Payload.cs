using System.Buffers.Text;
using System.Diagnostics;

namespace ImKit.Bench.Load;

/// <summary>Bodies that carry the moment they were sent as text, so that it survives every encoding: "@T", 16 hex
/// digits; and, where there is room, their place among all that were published: "#", 8 hex digits. The rest is padding.</summary>
internal static class Payload
{
    public const int StampLength = 18;

    private const int NumberedLength = StampLength + 9;

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Stopwatch ticks to nanoseconds.</summary>
    public static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));

    public static void Write(Span<byte> body, long stamp, long number = 0)
    {
        body.Fill((byte)'x');
        if (body.Length < StampLength)
            return;
        body[0] = (byte)'@';
        body[1] = (byte)'T';
        Utf8Formatter.TryFormat((ulong)stamp, body[2..StampLength], out _, new System.Buffers.StandardFormat('x', 16));
        if (number == 0 || body.Length < NumberedLength)
            return;
        body[StampLength] = (byte)'#';
        Utf8Formatter.TryFormat((uint)number, body[(StampLength + 1)..NumberedLength], out _, new System.Buffers.StandardFormat('x', 8));
    }

    /// <summary>The moment in a body that begins with one, or 0.</summary>
    public static long Read(ReadOnlySpan<byte> body) =>
        body.Length >= StampLength && body[0] == '@' && Utf8Parser.TryParse(body[2..StampLength], out ulong stamp, out var used, 'x') && used == 16
            ? (long)stamp
            : 0;

    /// <summary>The place of a body that has one, from 1, or 0.</summary>
    public static uint ReadNumber(ReadOnlySpan<byte> body) =>
        body.Length >= NumberedLength && body[StampLength] == '#' && Utf8Parser.TryParse(body[(StampLength + 1)..NumberedLength], out uint number, out _, 'x')
            ? number
            : 0;
}
