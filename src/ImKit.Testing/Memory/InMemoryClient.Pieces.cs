using ImKit.Protocol.WebSocket;

namespace ImKit.Testing;

public sealed partial class InMemoryClient
{
    /// <summary>Sends bytes cut into pieces of the given lengths; what is left after them goes as a last piece.</summary>
    /// <remarks>With <see cref="Transports.Framing.Message"/> the bytes are one message, and it is its WebSocket frame that is cut.</remarks>
    /// <returns>How many bytes were taken.</returns>
    public int SendInPieces(ReadOnlySpan<byte> bytes, params ReadOnlySpan<int> lengths)
    {
        if (Framing == Transports.Framing.Message)
        {
            SendRawInPieces(ClientFrame.Encode(WebSocketOpcode.Binary, bytes), lengths);
            return bytes.Length;
        }

        return SendRawInPieces(bytes, lengths);
    }

    private int SendRawInPieces(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths)
    {
        var sent = 0;
        foreach (var length in lengths)
        {
            var piece = bytes.Slice(sent, Math.Min(length, bytes.Length - sent));
            if (piece.IsEmpty)
                continue;
            var taken = SendRaw(piece);
            sent += taken;
            if (taken < piece.Length)
                return sent;
        }

        return sent == bytes.Length ? sent : sent + SendRaw(bytes[sent..]);
    }

    /// <summary>Sends bytes cut at random places.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="random">Chooses the places; pieces are 1 to 32 bytes long.</param>
    /// <returns>How many bytes were taken.</returns>
    public int SendInPieces(ReadOnlySpan<byte> bytes, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var lengths = new int[bytes.Length];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = random.Next(1, 33);
        return SendInPieces(bytes, lengths);
    }
}
