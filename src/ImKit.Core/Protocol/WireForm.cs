namespace ImKit.Protocol;

/// <summary>How a push is written: which version stands in the header, and whether it is wrapped. A push is encoded once per form in use.</summary>
internal enum WireForm : byte
{
    /// <summary>Version 1 on a stream: bare frames.</summary>
    Bare1 = 0,

    /// <summary>Version 2: bare frames, several may share one WebSocket message.</summary>
    Bare2 = 1,

    /// <summary>Version 3: as version 2.</summary>
    Bare3 = 2,

    /// <summary>Version 1 in WebSocket messages: a frame of operation 9 around the frames.</summary>
    Raw1 = 3,
}

/// <summary>What follows from a wire form.</summary>
internal static class WireForms
{
    public const int Count = 4;

    public static int Version(this WireForm form) => form switch { WireForm.Bare2 => 2, WireForm.Bare3 => 3, _ => 1 };

    public static WireForm Of(int version, Transports.Framing framing) => version switch
    {
        2 => WireForm.Bare2,
        3 => WireForm.Bare3,
        _ => framing == Transports.Framing.Message ? WireForm.Raw1 : WireForm.Bare1,
    };
}
