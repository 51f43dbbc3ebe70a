using ImKit.Transports;

namespace ImKit.Protocol;

/// <summary>How a push is written: which version stands in the header, and what is around it. A push is encoded once per form in use.</summary>
internal enum WireForm : byte
{
    /// <summary>Version 1 on a stream: bare frames.</summary>
    Bare1 = 0,

    /// <summary>Version 2 on a stream.</summary>
    Bare2 = 1,

    /// <summary>Version 3 on a stream.</summary>
    Bare3 = 2,

    /// <summary>Version 1 in WebSocket messages: a frame of operation 9 around the frames.</summary>
    Message1 = 3,

    /// <summary>Version 2 in WebSocket messages: bare frames, several may share one message.</summary>
    Message2 = 4,

    /// <summary>Version 3 in WebSocket messages: as version 2.</summary>
    Message3 = 5,
}

/// <summary>What follows from a wire form.</summary>
internal static class WireForms
{
    public const int Count = 6;

    public static int Version(this WireForm form) => ((int)form % 3) + 1;

    public static Framing Framing(this WireForm form) => form < WireForm.Message1 ? Transports.Framing.Stream : Transports.Framing.Message;

    public static WireForm Of(int version, Framing framing) => (WireForm)(version - 1 + (framing == Transports.Framing.Message ? 3 : 0));
}
