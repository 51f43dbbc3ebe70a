namespace ImKit.Testing.Histories;

/// <summary>Looks through the histories of devices for everything that a messaging server must not do.</summary>
/// <remarks>
/// <para>What a device shows is compared with what the others show and with what was sent and acknowledged; nothing is asked of the server. A message without an answer may be there or
/// not: an unknown outcome is never a finding. So is whatever a device without an <see cref="HistoryEventKind.End"/> has not seen.</para>
/// <para>The more devices record, the more is found: a message that only unrecorded devices could show is not missed. A device that begins at the end, loads everything and records its
/// end is the best witness.</para>
/// </remarks>
public static class HistoryChecker
{
    /// <summary>The kind of an entry that is a user's message.</summary>
    internal const int Message = 1;

    /// <summary>The kind of an entry of which a user is not told what it is.</summary>
    internal const int Placeholder = 0;

    /// <summary>The kind of an entry that edits its target.</summary>
    internal const int Edited = 5;

    /// <summary>The kind of an entry that takes its target back.</summary>
    internal const int Recalled = 6;

    /// <summary>The kind of an entry by which its sender reacts to its target.</summary>
    internal const int ReactionAdded = 7;

    /// <summary>The kind of an entry by which its sender takes a reaction back.</summary>
    internal const int ReactionRemoved = 8;

    /// <summary>The lowest kind of the host's own.</summary>
    internal const int FirstOfHost = 100;

    /// <summary>Checks.</summary>
    /// <param name="histories">One for each device.</param>
    /// <returns>Everything that is wrong; empty if nothing is.</returns>
    public static IReadOnlyList<Finding> Check(IReadOnlyList<History> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        var findings = new List<Finding>();
        var world = new HistoryWorld([.. histories.Select(history => new DeviceView(history, findings))], findings);
        foreach (var device in world.Devices)
        {
            SentRules.Check(world, device, findings);
            ShownRules.Check(world, device, findings);
            ReactionRules.CheckPulled(world, device, findings);
            if (!device.Ended)
                continue;
            EndRules.Check(world, device, findings);
            ChangeRules.CheckShown(world, device, findings);
            OwnRules.Check(world, device, findings);
            ReadBackRules.Check(world, device, findings);
        }

        EndRules.CheckTogether(world, findings);
        ChangeRules.CheckLogs(world, findings);
        ReactionRules.CheckLogs(world, findings);
        return findings;
    }
}
