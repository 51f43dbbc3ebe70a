using ImKit.Storage.Sqlite.Internal;

namespace ImKit.Storage.Tests.Sqlite;

/// <summary>What the writer is given next. A patient call is one that nobody waits for.</summary>
public sealed class CallQueueTests
{
    private readonly CallQueue<int> _queue = new(capacity: 3);
    private readonly List<Call<int>> _taken = [];

    [Fact]
    public void A_patient_call_is_handed_out_when_nothing_else_comes()
    {
        var patient = Add(patient: true);
        Assert.True(_queue.Take(_taken, 10));
        Assert.Equal([patient], _taken);
    }

    [Fact]
    public void What_somebody_waits_for_goes_first_although_it_came_later()
    {
        Add(patient: true);
        var urgent = Add(patient: false);
        Assert.True(_queue.Take(_taken, 1));
        Assert.Equal([urgent], _taken);
    }

    [Fact]
    public void A_patient_call_is_handed_out_at_last_although_others_keep_coming()
    {
        var patient = Add(patient: true);
        while (!_taken.Contains(patient))
        {
            _taken.Clear();
            Add(patient: false);
            Assert.True(_queue.Take(_taken, 10));
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Both_kinds_count_against_the_limit()
    {
        Add(patient: true);
        Add(patient: false);
        Add(patient: true);
        Assert.Equal(CallAdded.Full, _queue.Add(New()));
        Assert.Equal(CallAdded.Full, _queue.Add(New(), patient: true));
    }

    [Fact]
    public void A_closed_queue_hands_out_what_waits_and_takes_nothing_more()
    {
        var patient = Add(patient: true);
        _queue.Close();
        Assert.Equal(CallAdded.Closed, _queue.Add(New(), patient: true));
        Assert.True(_queue.Take(_taken, 10));
        Assert.Equal([patient], _taken);
        Assert.False(_queue.Take(_taken, 10));
    }

    [Fact]
    public void To_a_group_that_is_run_already_only_what_somebody_waits_for_is_added_and_only_up_to_its_limit()
    {
        Add(patient: true);
        var (first, second) = (Add(patient: false), Add(patient: false));
        _queue.TakeMore(_taken, 1);
        Assert.Equal([first], _taken);
        _queue.TakeMore(_taken, 10);
        Assert.Equal([first, second], _taken);
        Assert.Equal(1, _queue.Count);
    }

    private Call<int> Add(bool patient)
    {
        var call = New();
        Assert.Equal(CallAdded.Yes, _queue.Add(call, patient));
        return call;
    }

    private static Call<int, int, bool> New() => new(static (_, _) => true, 0);
}
