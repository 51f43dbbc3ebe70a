using System.Text.Unicode;

namespace ImKit.Protocol.WebSocket;

/// <summary>Checks UTF-8 that comes in pieces, and finds the first bad byte as soon as it is there. RFC 3629, 4.</summary>
internal struct Utf8Stream
{
    private Expected _next;

    /// <summary>What the next byte may be.</summary>
    private enum Expected : byte
    {
        Start,
        OneMore,
        TwoMore,
        ThreeMore,
        AfterE0,
        AfterEd,
        AfterF0,
        AfterF4,
        Nothing,
    }

    /// <summary>Whether what has come ends between two characters.</summary>
    public readonly bool IsComplete => _next == Expected.Start;

    /// <summary>Takes the next piece.</summary>
    /// <returns>False if no continuation could make it UTF-8.</returns>
    public bool Add(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty && _next != Expected.Start)
        {
            if (!Step(piece[0]))
                return false;
            piece = piece[1..];
        }

        var whole = WholeCharacters(piece);
        if (!Utf8.IsValid(piece[..whole]))
            return false;
        foreach (var rest in piece[whole..])
        {
            if (!Step(rest))
                return false;
        }

        return true;
    }

    /// <summary>How much of a piece lies before a character that may go on in the next piece.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= Math.Min(3, piece.Length); back++)
        {
            var value = piece[^back];
            if ((value & 0xC0) == 0x80)
                continue;
            var length = value switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? piece.Length - back : piece.Length;
        }

        return piece.Length;
    }

    private bool Step(byte value)
    {
        _next = _next switch
        {
            Expected.Start => Begin(value),
            Expected.OneMore => Within(value, 0x80, 0xBF, Expected.Start),
            Expected.TwoMore => Within(value, 0x80, 0xBF, Expected.OneMore),
            Expected.ThreeMore => Within(value, 0x80, 0xBF, Expected.TwoMore),
            Expected.AfterE0 => Within(value, 0xA0, 0xBF, Expected.OneMore),
            Expected.AfterEd => Within(value, 0x80, 0x9F, Expected.OneMore),
            Expected.AfterF0 => Within(value, 0x90, 0xBF, Expected.TwoMore),
            Expected.AfterF4 => Within(value, 0x80, 0x8F, Expected.TwoMore),
            _ => Expected.Nothing,
        };
        return _next != Expected.Nothing;
    }

    private static Expected Begin(byte value) => value switch
    {
        < 0x80 => Expected.Start,
        >= 0xC2 and <= 0xDF => Expected.OneMore,
        0xE0 => Expected.AfterE0,
        0xED => Expected.AfterEd,
        >= 0xE1 and <= 0xEF => Expected.TwoMore,
        0xF0 => Expected.AfterF0,
        >= 0xF1 and <= 0xF3 => Expected.ThreeMore,
        0xF4 => Expected.AfterF4,
        _ => Expected.Nothing,
    };

    private static Expected Within(byte value, byte least, byte most, Expected next) => value >= least && value <= most ? next : Expected.Nothing;
}
