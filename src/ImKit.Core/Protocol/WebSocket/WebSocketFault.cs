namespace ImKit.Protocol.WebSocket;

/// <summary>How a client broke RFC 6455: the number for the close frame and a text for people. One object per kind; <see cref="Text"/> never holds what a client sent.</summary>
internal sealed record WebSocketFault(int Code, string Text)
{
    public static readonly WebSocketFault Reserved = Malformed("reserved bits are set");
    public static readonly WebSocketFault Opcode = Malformed("reserved opcode");
    public static readonly WebSocketFault Unmasked = Malformed("frame without a mask");
    public static readonly WebSocketFault Length = Malformed("length not in its shortest form");
    public static readonly WebSocketFault Control = Malformed("control frame too long or in fragments");
    public static readonly WebSocketFault NothingToContinue = Malformed("continuation of nothing");
    public static readonly WebSocketFault Unfinished = Malformed("new message inside another");
    public static readonly WebSocketFault ClosePayload = Malformed("malformed close frame");
    public static readonly WebSocketFault CloseText = new(1007, "close reason is not UTF-8");
    public static readonly WebSocketFault Text8 = new(1007, "text is not UTF-8");
    public static readonly WebSocketFault EmptyFragments = new(1008, "too many empty fragments");
    public static readonly WebSocketFault TooBig = new(1009, "message too long");

    private static WebSocketFault Malformed(string text) => new(1002, text);
}
