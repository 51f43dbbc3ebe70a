namespace ImKit.Testing.Histories;

/// <summary>What has to hold of devices that have come to their end.</summary>
internal static class EndRules
{
    public static void Check(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        foreach (var (conversation, log) in world.Logs)
        {
            var members = world.MembersOf(conversation);
            if (members.HasLeft(device.User) && device.Final.ContainsKey(conversation))
                findings.Add(new(FindingKind.Stale, device.Device, conversation, $"{device.User} has left it, and the device still shows it"));
            if (members.PresentFrom(device.User) is not { } from)
                continue;
            // Of what is cleared to its end nothing is loaded.
            var last = Math.Max(device.Shown.GetValueOrDefault(conversation)?.Last ?? 0, device.Final.GetValueOrDefault(conversation)?.Floor ?? 0);
            if (last < log.Last)
                findings.Add(new(FindingKind.Stale, device.Device, conversation, $"it ends at {last}, the conversation at {log.Last}"));
            if (device.Final.TryGetValue(conversation, out var final))
                CheckUnread(world, device, final, log, from, findings);
        }
    }

    /// <summary>The devices of one user show the same.</summary>
    public static void CheckTogether(HistoryWorld world, List<Finding> findings)
    {
        foreach (var user in world.Devices.Where(static device => device.Ended).GroupBy(static device => device.User))
        {
            var first = user.First();
            foreach (var other in user.Skip(1))
            {
                foreach (var conversation in first.Final.Keys.Union(other.Final.Keys))
                {
                    var (one, two) = (Shows(first, conversation), Shows(other, conversation));
                    if (one != two)
                        findings.Add(new(FindingKind.Diverged, other.Device, conversation, $"{first.Device} shows {one}, {other.Device} shows {two}"));
                }
            }
        }
    }

    private static string Shows(DeviceView device, string conversation) =>
        device.Final.TryGetValue(conversation, out var final) ? $"up to {final.Seq}, seen {final.Seen}, unread {final.Unread}, behind {final.Floor}" : "nothing";

    private static void CheckUnread(HistoryWorld world, DeviceView device, HistoryEvent final, ShownLog log, long from, List<Finding> findings)
    {
        var floor = Math.Max(Math.Max(final.Seen, final.Floor), from - 1);
        // A recalled message counts no more, and neither does one that the user has removed.
        var changes = world.ChangesOf(final.Conversation!);
        var own = world.OwnOf(device.User, final.Conversation!);
        var behind = log.Entries.Where(entry => entry.Seq > floor && entry.Countable && changes.RecallOf(entry.Seq) is null).ToList();
        var most = behind.Count(entry => !own.Gone.Contains(entry.Seq));
        var least = own.IsExact ? most : behind.Count(entry => !own.Asked.Contains(entry.Seq));
        if (final.Unread > most || final.Unread < least)
            findings.Add(new(FindingKind.WrongUnread, device.Device, final.Conversation!, $"it shows {final.Unread} unread behind {floor}, and {most} stand there"));
        var seen = SeenBy(world, device.User, final.Conversation!, log, from);
        if (final.Seen < seen)
            findings.Add(new(FindingKind.WrongUnread, device.Device, final.Conversation!, $"it is seen up to {final.Seen}, and {device.User} has read or sent up to {seen}"));
    }

    private static long SeenBy(HistoryWorld world, string user, string conversation, ShownLog log, long from)
    {
        var sent = log.Entries.Where(entry => entry.Seq >= from && entry.Countable && entry.Sender == user).Select(static entry => entry.Seq);
        var read = world.Devices.Where(device => device.User == user).SelectMany(static device => device.Reads)
            .Where(mark => mark.Conversation == conversation && mark.Seq >= from).Select(mark => Math.Min(mark.Seq, log.Last));
        return sent.Concat(read).DefaultIfEmpty(0).Max();
    }
}
