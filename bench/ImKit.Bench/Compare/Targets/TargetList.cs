namespace ImKit.Bench.Compare.Targets;

/// <summary>The targets of the access layer that a comparison can decide.</summary>
internal static class TargetList
{
    /// <summary>Those whose contestant took part.</summary>
    public static List<Target> For(CompareSettings settings, IReadOnlyList<Contestant> contestants)
    {
        var imKit = contestants.Where(static contestant => contestant.IsImKit).Select(static contestant => contestant.Id).ToList();
        IEnumerable<Target> all =
        [
            .. settings.Members.SelectMany(members => RoomTargets.For(members, settings.Windows)),
            .. WorkTargets.For(imKit),
            .. imKit.SelectMany(id => PeerTargets.For(id, settings, contestants)),
            .. CostTargets.For(imKit, settings),
        ];
        return [.. all.Where(target => contestants.Any(contestant => contestant.Id == target.Contestant))];
    }
}
