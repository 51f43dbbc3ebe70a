using System.Net.WebSockets;
using System.Text;

namespace ImKit.Transports.AspNetCore;

/// <summary>What stands in a WebSocket close frame.</summary>
internal static class CloseFrame
{
    /// <summary>RFC 6455, 5.5: 125 bytes less the code.</summary>
    private const int MaxTextBytes = 123;

    /// <summary>The registry of RFC 6455, 11.7: the service restarts, come back later.</summary>
    private const int ServiceRestart = 1012;

    /// <summary>The reason's own number, which is in the range for applications. A drain has a number of its own in the registry.</summary>
    public static int Code(CloseReason reason)
    {
        if (reason.Code == CloseReason.Drain.Code)
            return ServiceRestart;
        return reason.Code is >= 4000 and <= 4999 ? reason.Code : (int)WebSocketCloseStatus.PolicyViolation;
    }

    /// <summary>The answer to a client's close frame: its own code, if it gave one.</summary>
    public static WebSocketCloseStatus Answer(WebSocketCloseStatus? received) =>
        received is null or WebSocketCloseStatus.Empty ? WebSocketCloseStatus.NormalClosure : received.Value;

    /// <summary>Cuts a text to what fits, between two characters.</summary>
    public static string Fit(string? text)
    {
        var bytes = 0;
        var fitting = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxTextBytes)
                break;
            fitting.Append(rune.ToString());
        }

        return fitting.ToString();
    }
}
