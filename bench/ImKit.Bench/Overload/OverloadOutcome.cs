using System.Globalization;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Overload;

/// <summary>What an overload left behind.</summary>
/// <param name="Members">Members of the room.</param>
/// <param name="Stuck">Those that read nothing until the traffic was over.</param>
/// <param name="Published">Broadcasts sent to the server.</param>
/// <param name="HeldBack">Broadcasts due and not sent, because the server did not take more: the producer was slowed.</param>
/// <param name="Refused">Broadcasts that the server refused as busy.</param>
/// <param name="Loaded">The counters when the traffic was over.</param>
/// <param name="Final">The counters when all had read to the end.</param>
/// <param name="ToReaders">Deliveries that members got who read all the time.</param>
/// <param name="ToAll">Deliveries that all members got.</param>
/// <param name="Disconnected">Connections that ended.</param>
internal sealed record OverloadOutcome(
    int Members, int Stuck, long Published, long HeldBack, long Refused, AdminFigures Loaded, AdminFigures Final, long ToReaders, long ToAll,
    int Disconnected)
{
    /// <summary>Whether nothing was lost without being counted: every broadcast that was taken was offered to every member, every offer was
    /// handed over or counted as dropped, and who read to the end got exactly what was handed over for them.</summary>
    /// <remarks>Where members were disconnected the offers depend on the moment, and bytes of a cut connection may not arrive.</remarks>
    public bool Holds =>
        Final.Offered == Final.HandedOver + Final.Dropped
        && (Disconnected > 0
            ? ToAll <= Final.HandedOver
            : Final.Offered == (Published - Refused) * Members && ToAll == Final.HandedOver);

    public string ToMarkdown(string transport, string policy) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | {transport}, {policy} | figure |
        | --- | --- |
        | members / of them stuck / disconnected | {Members} / {Stuck} / {Disconnected} |
        | broadcasts wanted / held back by the producer / sent / refused as busy | {Published + HeldBack} / {HeldBack} / {Published} / {Refused} |
        | offered to members | {Final.Offered} |
        | handed over to the kernel in full | {Final.HandedOver} |
        | dropped, counted | {Final.Dropped} |
        | offered - handed over - dropped | {Final.Offered - Final.HandedOver - Final.Dropped} |
        | not yet handed over while stuck | {Loaded.Offered - Loaded.HandedOver - Loaded.Dropped} |
        | received by members that read all the time / offered to them | {ToReaders} / {(Published - Refused) * (Members - Stuck)} |
        | received by all / handed over | {ToAll} / {Final.HandedOver} |
        | verdict | {(Holds ? "nothing lost without a count" : "the figures do not agree")} |
        """);
}
