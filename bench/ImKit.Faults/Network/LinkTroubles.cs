using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>Proxies between two parts do something to what passes.</summary>
/// <param name="proxies">Which.</param>
/// <param name="place">Where.</param>
/// <param name="caller">Who calls, in words.</param>
/// <param name="called">Who is called.</param>
/// <param name="fault">What they do.</param>
internal sealed class LinkTroubles(IReadOnlyList<FaultProxy> proxies, string place, string caller, string called, LinkFault fault) : Fault(
    $"the link of {caller} and {called} {Verb(fault, caller, called)}", place, Detail(fault, caller, called))
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

    private static string Verb(LinkFault fault, string caller, string called) => fault.Trouble switch
    {
        LinkTrouble.Delay => "is late",
        LinkTrouble.Slow => "is slow",
        LinkTrouble.HalfOpen => "is half open",
        LinkTrouble.Hang => "hangs",
        LinkTrouble.OneEnd => $"ends without a word to {(fault.Towards == Ways.There ? caller : called)}",
        _ => "is reset",
    } + (fault.Towards == Ways.Both || fault.Trouble == LinkTrouble.OneEnd ? "" : ", one way");

    private static string Detail(LinkFault fault, string caller, string called) => string.Join(", ", ((string[])
    [
        fault.Trouble switch
        {
            LinkTrouble.Delay => string.Create(CultureInfo.InvariantCulture, $"{fault.Wait.TotalMilliseconds:F0} ms"),
            LinkTrouble.Slow => string.Create(CultureInfo.InvariantCulture, $"{fault.Rate} bytes a second"),
            _ => "",
        },
        fault.Towards == Ways.Both || fault.Trouble == LinkTrouble.OneEnd ? "" : $"towards {(fault.Towards == Ways.There ? called : caller)}",
    ]).Where(static part => part.Length > 0));
}
