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
/// <param name="Misplaced">Deliveries that a member got twice, or after a later one.</param>
/// <param name="Disconnected">Connections that ended.</param>
internal sealed record OverloadOutcome(
    int Members, int Stuck, long Published, long HeldBack, long Refused, AdminFigures Loaded, AdminFigures Final, long ToReaders, long ToAll,
    long Misplaced, int Disconnected)
{
    public long Unaccounted => Final.Offered - Final.HandedOver - Final.Dropped;

    /// <summary>Whether nothing was lost without being counted: every broadcast that was taken was offered to every member, every offer was
    /// handed over or counted as dropped, and who read to the end got exactly what was handed over for them, each once and in order. An overload
    /// that never came shows nothing.</summary>
    /// <remarks>Where members were disconnected the offers depend on the moment, and bytes of a cut connection may not arrive.</remarks>
    public bool Holds => Violations().Count == 0;

    /// <summary>What does not agree.</summary>
    public List<string> Violations()
    {
        var taken = (Published - Refused) * Members;
        List<string> found = [];
        if (Unaccounted != 0)
            found.Add($"{Unaccounted} offers neither handed over nor counted");
        if (Final.Dropped + HeldBack + Refused + Disconnected == 0)
            found.Add("no overload was reached: all fitted into the kernel's buffers; more --seconds");
        if (Misplaced != 0)
            found.Add($"{Misplaced} deliveries twice or out of order");
        if (Disconnected > 0)
        {
            if (ToAll > Final.HandedOver)
                found.Add($"{ToAll - Final.HandedOver} more received than handed over");
        }
        else
        {
            if (Final.Offered != taken)
                found.Add($"offered {Final.Offered} where {taken} were due");
            if (ToAll != Final.HandedOver)
                found.Add($"received {ToAll} where {Final.HandedOver} were handed over");
        }

        return found;
    }
}
