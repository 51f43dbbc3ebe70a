namespace ImKit.Testing.Histories;

/// <summary>What has to hold at the end of what users have hidden from themselves: it is hidden on all their devices, and nothing else is.</summary>
internal static class OwnRules
{
    public static void Check(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        foreach (var (conversation, final) in device.Final)
        {
            if (world.LogOf(conversation) is null || world.MembersOf(conversation).PresentFrom(device.User) is not { } from)
                continue;
            var own = world.OwnOf(device.User, conversation);
            CheckFloor(device, final, own, from, findings);
            CheckTold(device, conversation, own, final.Floor, findings);
        }

        foreach (var (conversation, found) in device.Found)
        {
            if (world.MembersOf(conversation).PresentFrom(device.User) is not null)
                CheckFound(device, conversation, found.Values, world.OwnOf(device.User, conversation), findings);
        }
    }

    private static void CheckFloor(DeviceView device, HistoryEvent final, OwnView own, long from, List<Finding> findings)
    {
        if (final.Floor < own.ClearedAtLeast)
            findings.Add(new(FindingKind.Unhidden, device.Device, final.Conversation!, $"it shows what is behind {final.Floor}, and {device.User} has cleared up to {own.ClearedAtLeast}"));
        if (final.Floor > Math.Max(from - 1, own.ClearedAtMost))
            findings.Add(new(FindingKind.Hidden, device.Device, final.Conversation!, $"it shows only what is behind {final.Floor}; {device.User} is a member from {from} and has cleared up to {own.ClearedAtMost}"));
    }

    private static void CheckTold(DeviceView device, string conversation, OwnView own, long floor, List<Finding> findings)
    {
        var told = device.Removed.GetValueOrDefault(conversation) ?? [];
        foreach (var seq in own.Accepted.Where(seq => seq > floor && !told.Contains(seq)))
            findings.Add(new(FindingKind.Unhidden, device.Device, conversation, $"it was not told that {device.User} has removed place {seq}"));
        foreach (var seq in told.Where(seq => !own.Asked.Contains(seq)))
            findings.Add(new(FindingKind.Hidden, device.Device, conversation, $"it was told that place {seq} is removed, and {device.User} has not asked for that"));
    }

    private static void CheckFound(DeviceView device, string conversation, IEnumerable<HistoryEvent> found, OwnView own, List<Finding> findings)
    {
        foreach (var entry in found)
        {
            if (entry.Seq <= own.ClearedAtLeast)
                findings.Add(new(FindingKind.Unhidden, device.Device, conversation, $"a full read brings place {entry.Seq}, and {device.User} has cleared up to {own.ClearedAtLeast}"));
            if (entry.EntryKind != HistoryChecker.Placeholder && own.Accepted.Contains(entry.Seq))
                findings.Add(new(FindingKind.Unhidden, device.Device, conversation, $"a full read brings place {entry.Seq}, which {device.User} has removed"));
        }
    }
}
