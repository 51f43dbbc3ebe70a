using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Timing;

namespace ImKit.Hosting;

/// <summary>Lets clients of one bucket go, as many in each tick as keep the pace, until the round is over or nobody is left. Loop thread only.</summary>
internal sealed class MoveWalk : WheelTimer
{
    // So many are looked at in a tick at most: a loop has other things to do.
    private const int Slice = 512;
    private readonly Bucket _bucket;
    private readonly MoveRound _round;
    private readonly TimeSpan _maxRetryAfter;
    private readonly Action _moved;
    private readonly BucketMember[] _members;
    private readonly double _perTick;

    // Only spreads clients over time; the bucket's number keeps the buckets from doing it alike.
    private readonly Random _random;
    private int _next;
    private double _due;

    private MoveWalk(Bucket bucket, MoveRound round, double perSecond, TimeSpan maxRetryAfter, Action moved)
    {
        _bucket = bucket;
        _round = round;
        _maxRetryAfter = maxRetryAfter;
        _moved = moved;
        _members = [.. bucket.Members];
        _perTick = perSecond / bucket.Clock.PerSecond;
        _random = new Random(HashCode.Combine(bucket.Index, _members.Length));
        _due = _random.NextDouble();
    }

    /// <summary>Begins on a bucket's loop.</summary>
    /// <param name="round">Who may be let go.</param>
    /// <param name="perSecond">The bucket's part of the pace.</param>
    /// <param name="maxRetryAfter">When the last may come back.</param>
    /// <param name="moved">Told of each that is let go.</param>
    public static BucketCommand Begin(MoveRound round, double perSecond, TimeSpan maxRetryAfter, Action moved) => new Start(round, perSecond, maxRetryAfter, moved);

    internal override void OnDeadline()
    {
        _due = Math.Min(_due + _perTick, 1 + _perTick);
        for (var looked = 0; _due >= 1 && looked < Slice && _next < _members.Length && !_round.IsOver; looked++)
        {
            var member = _members[_next++];
            if (!MayGo(member) || !_round.TryTake())
                continue;
            _due--;
            _moved();
            member.CloseWhenIdle(CloseReason.Move, _maxRetryAfter * _random.NextDouble());
        }

        if (_next < _members.Length && !_round.IsOver)
            _bucket.Wheel.Arm(this, 1);
    }

    /// <summary>goim's clients know no notice, so they stay.</summary>
    private bool MayGo(BucketMember member) =>
        member.BucketIndex >= 0 && member.Channel is { IsClosing: false } channel && channel.Form.Version() > WireBody.Goim && _round.Concerns(channel.Record);

    private sealed class Start(MoveRound round, double perSecond, TimeSpan maxRetryAfter, Action moved) : BucketCommand
    {
        internal override void Run(Bucket bucket) => bucket.Wheel.Arm(new MoveWalk(bucket, round, perSecond, maxRetryAfter, moved), 1);
    }
}
