using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Transports;

namespace ImKit.Channels;

/// <summary>The part of a connection that pushes go to: what it watches, the rooms it is in, and its way out. Loop thread only, save for what says otherwise.</summary>
/// <remarks>The base of its session and not an object beside it: there may be a million.</remarks>
internal abstract partial class ClientChannel(Bucket bucket, IConnection connection, Framing framing) : BucketMember, IPushTarget
{
    private SessionRecord? _record;
    private OutboundRing? _ring;
    private SlowConsumerPolicy _policy = bucket.SlowPolicy;
    private bool _slow;

    /// <summary>The bucket that owns it. Any thread.</summary>
    public Bucket Bucket { get; } = bucket;

    /// <summary>Who it is; not before its login. Any thread.</summary>
    public SessionRecord Record => _record!;

    /// <summary>How pushes are written for it.</summary>
    public WireForm Form { get; private set; } = WireForms.Of(WireBody.Goim, framing);

    /// <summary>The newest feed version its user was told of, for the heartbeat reply.</summary>
    public long FeedVersion { get; set; }

    /// <summary>Whether the kernel refused something that still waits.</summary>
    public bool IsBlocked => _ring is not null;

    /// <summary>Whether a reply is among what waits: the client has yet to take what it asked for.</summary>
    public bool OwesReplies => _ring is { ReplyBytes: > 0 };

    /// <summary>Whether nothing may be written any more.</summary>
    public bool IsClosing { get; private set; }

    internal sealed override ClientChannel? Channel => _record is null ? null : this;

    private protected IConnection Connection { get; } = connection;

    /// <summary>Has logged in: from now on there are pushes for it.</summary>
    /// <param name="record">Who it is.</param>
    /// <param name="version">The session's version.</param>
    /// <param name="policy">Its own slow-consumer policy, if the authenticator named one.</param>
    private protected void Admit(SessionRecord record, int version, SlowConsumerPolicy? policy)
    {
        Form = WireForms.Of(version, Form.Framing());
        _policy = policy ?? Bucket.SlowPolicy;
        Volatile.Write(ref _record, record);
    }

    /// <summary>The node goes on as a later boot: so does the session.</summary>
    internal void Reboot(long boot) => Volatile.Write(ref _record, Record with { BootId = boot });

    void IPushTarget.Push(Bucket bucket, OutboundMessage message)
    {
        if ((!message.Watched || Watches(message.Operation)) && message.Encoded(Form) is { } block)
            Deliver(block, null);
    }

    /// <summary>Hands over a push, or lets it wait, or drops it by the policy; counts each.</summary>
    /// <param name="block">One or several pushes, encoded in this channel's <see cref="Form"/>.</param>
    /// <param name="roomPolicy">The room's policy, which goes before the channel's own.</param>
    public void Deliver(FrameBlock block, SlowConsumerPolicy? roomPolicy)
    {
        var counters = Bucket.Counters;
        counters.Offered += block.Pushes;
        if (IsClosing)
        {
            counters.Drop(DropReason.Closed, block.Pushes);
            return;
        }

        if (block.Entries is { } entries && !IsLetThrough(entries))
        {
            counters.Drop(DropReason.Window, block.Pushes);
            return;
        }

        if (_ring is not null)
        {
            Wait(block, roomPolicy);
            return;
        }

        CountPushed(block);
        AfterSend(block, Connection.Send(block.Bytes, 0, block.Length));
    }

    /// <summary>Where the sends of a batch may go while it is not blocked; null if they may not.</summary>
    public IConnection? BatchTarget => IsClosing ? null : Connection.BatchTarget;

    /// <summary>Counts a push that a batch has offered to the kernel, and lets wait what was not taken.</summary>
    public void AfterBatch(FrameBlock block, int taken)
    {
        Bucket.Counters.Offered += block.Pushes;
        if (taken < block.Length)
            Connection.OnBatchCut(block.Length - taken);
        AfterSend(block, taken);
    }

    /// <summary>Hands over replies, or lets them wait. Too many waiting replies close the connection; waiting pushes are no reason for that, nor is
    /// one large reply.</summary>
    /// <param name="frames">Whole frames; copied if they have to wait.</param>
    private protected void SendReplies(ReadOnlySpan<byte> frames)
    {
        if (IsClosing)
            return;
        if (_ring is not null)
        {
            WaitReply(FrameBlock.Reply(frames));
            return;
        }

        var taken = Connection.Send(frames);
        Bucket.Counters.SentBytes += taken;
        if (taken < frames.Length)
            Block(FrameBlock.Reply(frames), taken);
    }

    /// <summary>As <see cref="SendReplies"/>, of a block that is not copied.</summary>
    private protected void SendReply(FrameBlock block)
    {
        if (IsClosing)
            return;
        if (_ring is not null)
        {
            WaitReply(block);
            return;
        }

        var taken = Connection.Send(block.Bytes, 0, block.Length);
        Bucket.Counters.SentBytes += taken;
        if (taken < block.Length)
            Block(block, taken);
    }

    /// <summary>The connection takes bytes again: what waits goes on.</summary>
    private protected void SendOn(int taken)
    {
        var counters = Bucket.Counters;
        while (_ring is not null)
        {
            counters.SentBytes += taken;
            var done = _ring.Advance(taken);
            counters.HandedOver += done?.Pushes ?? 0;
            if (_ring.Count == 0)
            {
                _ring = null;
                if (_slow)
                    EndSlowEpisode();
                return;
            }

            if (IsClosing)
                return;
            var head = _ring.Head;
            if (done is not null)
            {
                CountWaited(head);
                CountPushed(head);
            }

            taken = Connection.Send(head.Bytes, _ring.HeadTaken, head.Length - _ring.HeadTaken);
            if (taken < head.Length - _ring.HeadTaken)
            {
                counters.SentBytes += taken;
                _ring.Advance(taken);
                return;
            }
        }
    }

    /// <summary>Nothing more is written; what waits is counted once the connection is gone.</summary>
    private protected void BeginClose() => IsClosing = true;

    /// <summary>The connection is gone: counts what the kernel never took.</summary>
    private protected void CountUnsent()
    {
        IsClosing = true;
        _ring?.Clear((block, taken) =>
        {
            var whole = block.PushesWithin(taken);
            Bucket.Counters.HandedOver += whole;
            Bucket.Counters.Drop(DropReason.Closed, block.Pushes - whole);
        });
        _ring = null;
    }

    private void AfterSend(FrameBlock block, int taken)
    {
        var counters = Bucket.Counters;
        counters.SentBytes += taken;
        if (taken == block.Length)
            counters.HandedOver += block.Pushes;
        else
            Block(block, taken);
    }

    private void Block(FrameBlock block, int taken)
    {
        _ring = new OutboundRing();
        _ring.Enqueue(block, taken);
    }

    private void WaitReply(FrameBlock reply)
    {
        var ring = _ring!;
        if (ring.NextReplyBytes == 0 || ring.NextReplyBytes + reply.Length <= Bucket.MaxPendingBytes)
        {
            ring.Enqueue(reply);
            return;
        }

        BeginSlowEpisode(SlowConsumerPolicy.Disconnect);
        Close(CloseReason.SlowConsumer);
    }

    private void Wait(FrameBlock block, SlowConsumerPolicy? roomPolicy)
    {
        var ring = _ring!;
        var policy = roomPolicy ?? _policy;
        var counters = Bucket.Counters;
        if (policy == SlowConsumerPolicy.LatestOnly && block.CollapseKey is not null && ring.Replace(block) is { } replaced)
        {
            BeginSlowEpisode(policy);
            counters.Drop(DropReason.Collapsed, replaced.Pushes);
            // It may be longer than what it replaces.
            TryMakeRoom(ring, 0);
            return;
        }

        if (ring.PushBytes + block.Length <= Bucket.MaxPendingBytes)
        {
            ring.Enqueue(block);
            CountWaiting(block);
            return;
        }

        BeginSlowEpisode(policy);
        switch (policy)
        {
            case SlowConsumerPolicy.DropNewest:
                counters.Drop(DropReason.Newest, block.Pushes);
                break;
            case SlowConsumerPolicy.Disconnect:
                counters.Drop(DropReason.Disconnect, block.Pushes);
                Close(CloseReason.SlowConsumer);
                break;
            default:
                if (TryMakeRoom(ring, block.Length))
                {
                    ring.Enqueue(block);
                    CountWaiting(block);
                }
                else
                {
                    counters.Drop(DropReason.Newest, block.Pushes);
                }

                break;
        }
    }

    /// <summary>Drops the oldest pushes until so many bytes more may wait.</summary>
    /// <returns>False if the head alone, which stays, leaves too little room.</returns>
    private bool TryMakeRoom(OutboundRing ring, int bytes)
    {
        while (ring.PushBytes + bytes > Bucket.MaxPendingBytes)
        {
            if (ring.DropOldest() is not { } dropped)
                return false;
            Bucket.Counters.Drop(DropReason.Oldest, dropped.Pushes);
            CountWaited(dropped);
        }

        return true;
    }

    private void EndSlowEpisode()
    {
        _slow = false;
        TellPlaces();
    }

    private void BeginSlowEpisode(SlowConsumerPolicy policy)
    {
        if (_slow)
            return;
        _slow = true;
        Bucket.Counters.SlowEpisodes++;
        OnSlow(policy);
    }
}
