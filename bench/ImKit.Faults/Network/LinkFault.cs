namespace ImKit.Faults.Network;

/// <summary>What a link between two processes may suffer.</summary>
internal enum LinkTrouble
{
    /// <summary>Nothing: bytes pass.</summary>
    None,

    /// <summary>Bytes arrive late.</summary>
    Delay,

    /// <summary>A few kilobytes pass in a second.</summary>
    Slow,

    /// <summary>What is written is taken and lost; both ways, connections are taken as well.</summary>
    HalfOpen,

    /// <summary>Nothing is read, so writers fill up; afterwards it goes on as if nothing had been.</summary>
    Hang,

    /// <summary>Connections are gone at one end, and the other never hears of it: what it says is taken and lost for as long as it stays. New ones pass.</summary>
    OneEnd,

    /// <summary>Connections are reset, and new ones too.</summary>
    Reset,
}

/// <summary>What a link suffers now.</summary>
/// <param name="Trouble">Its kind.</param>
/// <param name="Wait">How late bytes are, with <see cref="LinkTrouble.Delay"/>.</param>
/// <param name="Rate">Bytes in a second, with <see cref="LinkTrouble.Slow"/>.</param>
/// <param name="Towards">Which ways; with <see cref="LinkTrouble.OneEnd"/> towards the end that is gone.</param>
internal sealed record LinkFault(LinkTrouble Trouble, TimeSpan Wait = default, int Rate = 0, Ways Towards = Ways.Both)
{
    public static readonly LinkFault None = new(LinkTrouble.None);
}

/// <summary>The ways of a link.</summary>
[Flags]
internal enum Ways
{
    /// <summary>Towards the one that was called.</summary>
    There = 1,

    /// <summary>Towards the one that calls.</summary>
    Back = 2,

    Both = There | Back,
}
