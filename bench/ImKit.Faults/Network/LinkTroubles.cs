using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>A proxy between two parts does something to what passes.</summary>
internal sealed class LinkTroubles(IReadOnlyList<FaultProxy> proxies, string place, string peer, LinkFault fault) : Fault($"the link of a node and {peer} {Verb(fault)}", place, Detail(fault))
{
    public override Task BeginAsync()
    {
        foreach (var proxy in proxies)
            proxy.Begin(fault);
        return Task.CompletedTask;
    }

    public override Task EndAsync()
    {
        foreach (var proxy in proxies)
            proxy.End();
        return Task.CompletedTask;
    }

    private static string Verb(LinkFault fault) => fault.Trouble switch
    {
        LinkTrouble.Delay => "is late",
        LinkTrouble.Slow => "is slow",
        LinkTrouble.HalfOpen => "is half open",
        LinkTrouble.Hang => "hangs",
        _ => "is reset",
    };

    private static string Detail(LinkFault fault) => fault.Trouble switch
    {
        LinkTrouble.Delay => string.Create(CultureInfo.InvariantCulture, $"{fault.Wait.TotalMilliseconds:F0} ms"),
        LinkTrouble.Slow => string.Create(CultureInfo.InvariantCulture, $"{fault.Rate} bytes a second"),
        _ => "",
    };
}
