namespace ImKit.Protocol.WebSocket;

/// <summary>What a WebSocket frame is: RFC 6455, 5.2. Every other number is reserved, and a frame with one is refused.</summary>
internal enum WebSocketOpcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// <summary>What follows from an opcode.</summary>
internal static class WebSocketOpcodes
{
    public static bool IsControl(this WebSocketOpcode opcode) => ((byte)opcode & 0x8) != 0;

    public static bool IsKnown(this WebSocketOpcode opcode) => opcode is <= WebSocketOpcode.Binary or (>= WebSocketOpcode.Close and <= WebSocketOpcode.Pong);
}
