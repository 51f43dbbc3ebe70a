namespace ImKit.TestKit.Generated;

/// <summary>Runs a history of leases on a store and on a model that says what has to come of it.</summary>
internal sealed class LeaseHistory(StoreHarness harness, TenantId tenant, IReadOnlyList<SectionLease> start, CancellationToken cancel)
{
    private const int Tenths = 10;
    private readonly string _names = Names.Unique();
    private readonly Dictionary<(SectionHolder, int), long> _believed = [];
    private readonly List<FeedRow> _written = [];
    private readonly ReferenceSection[] _model = [.. start.Select(lease => new ReferenceSection { Term = lease.Term })];
    private int _now;
    private long _version;

    public Task RunAsync(LeaseStep step)
    {
        var holder = new SectionHolder(new NodeId($"n-{_names}-{step.Node}"), step.Boot);
        return step.Act switch
        {
            LeaseAct.Acquire => AcquireAsync(holder, step.Numbers),
            LeaseAct.Release => ReleaseAsync(holder, step.Numbers),
            LeaseAct.Write => WriteAsync(holder, step.Numbers[0]),
            _ => AdvanceAsync(step.Tenths),
        };
    }

    /// <summary>Compares what is left, and gives everything back.</summary>
    public async Task EndAsync()
    {
        var all = await harness.Sections.ReadAsync(SectionKind.Feed, cancel);
        foreach (var number in new[] { 32, 33, 34 })
        {
            Assert.Equal((_model[number].Holder, _model[number].Term), (all[number].Holder, all[number].Term));
            if (_model[number].Holder is { } holder)
                await harness.Sections.ReleaseAsync(SectionKind.Feed, [number], holder, cancel);
        }

        foreach (var user in _written.GroupBy(row => row.User))
            Assert.Equal(user, await harness.Feed.ReadSinceAsync(tenant, user.Key, 0, 1000, cancel));
    }

    private async Task AcquireAsync(SectionHolder holder, int[] numbers)
    {
        var answer = await harness.Sections.AcquireAsync(SectionKind.Feed, numbers, holder, harness.Lease, cancel);
        for (var i = 0; i < numbers.Length; i++)
        {
            var section = _model[numbers[i]];
            if (section.MayTake(holder, _now))
            {
                section.Term += section.Holder == holder ? 0 : 1;
                (section.Holder, section.EndsAt) = (holder, _now + Tenths);
            }

            Assert.Equal((numbers[i], section.Holder, section.Term), (answer[i].Number, answer[i].Holder, answer[i].Term));
            if (section.Holder == holder)
                _believed[(holder, numbers[i])] = section.Term;
        }
    }

    private async Task ReleaseAsync(SectionHolder holder, int[] numbers)
    {
        await harness.Sections.ReleaseAsync(SectionKind.Feed, numbers, holder, cancel);
        foreach (var section in numbers.Select(number => _model[number]).Where(section => section.Holder == holder))
        {
            section.Holder = null;
            section.Term++;
        }
    }

    /// <summary>Writes under the last term the holder was told of, however long ago.</summary>
    private async Task WriteAsync(SectionHolder holder, int number)
    {
        if (!_believed.TryGetValue((holder, number), out var term))
            return;
        var row = new FeedRow(tenant, new UserId($"u-{number}"), FeedKind.Conversation, new ConversationId($"g.{_version}"), ++_version);
        var status = await harness.Feed.WriteAsync([row], new SectionTerm(number, term), cancel);
        Assert.Equal(term == _model[number].Term ? FencedStatus.Written : FencedStatus.Refused, status);
        if (status == FencedStatus.Written)
            _written.Add(row);
    }

    private async Task AdvanceAsync(int tenths)
    {
        if (!harness.SetsClock)
            return;
        // Between two tenths, so that nothing ends in the very moment it is asked for.
        await harness.AdvanceAsync(harness.Lease * (tenths + 0.001) / Tenths);
        _now += tenths;
    }

    private sealed class ReferenceSection
    {
        public SectionHolder? Holder { get; set; }

        public long Term { get; set; }

        public int EndsAt { get; set; }

        public bool MayTake(SectionHolder other, int now) =>
            Holder is not { } holder || holder == other || EndsAt <= now || (holder.Node == other.Node && holder.BootId < other.BootId);
    }
}
