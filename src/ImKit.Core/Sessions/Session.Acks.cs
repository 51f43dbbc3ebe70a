using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>What the client says it is done with, and what it is told of its window. Loop thread only.</summary>
internal sealed partial class Session
{
    private const int MaxPulled = 32;

    private protected override AckWindow? Window
    {
        get => _extras?.Window;
        set => Extras.Window = value;
    }

    private protected override void OnWindowClosed() => Tell(new WindowPush { Stopped = true });

    private protected override void OnWindowOpened(LeftOut leftOut)
    {
        var push = new WindowPush { More = leftOut.More };
        foreach (var (conversation, epoch, seq) in leftOut.Heads)
            push.Heads.Add(new LogHead { ConversationId = conversation.Value, Epoch = epoch, Seq = seq });
        Tell(push);
    }

    /// <summary>From now on its heartbeats tell of these large groups, and of no others.</summary>
    internal void Attach(AttachedGroups groups) => Extras.Attached = groups;

    private void OnAck(FrameHeader header, ReadOnlySpan<byte> body)
    {
        if (!WireBody.TryDecode(body, _version, AckRequest.Parser, out var request))
        {
            RefuseAck(header, ImError.BadRequest("the body is no AckRequest"));
            return;
        }

        if (request.Pulled.Count > MaxPulled)
        {
            RefuseAck(header, ImError.LimitExceeded($"at most {MaxPulled} conversations are named"));
            return;
        }

        var window = Window ??= new AckWindow();
        if (!window.TryAcknowledge(request.Count))
        {
            RefuseAck(header, ImError.BadRequest($"{request.Count} entries are acknowledged of {window.Pushed} that were pushed"));
            return;
        }

        window.Use(_services.Options.Messaging.AckWindow);
        NoteDelivered(window);
        foreach (var place in request.Pulled)
        {
            if (ConversationId.TryCreate(place.ConversationId, out var conversation))
                _services.Delivered?.OnDelivered(Record, conversation, place.Seq, proved: false);
        }

        OpenWindowIfQuiet();
    }

    private void NoteDelivered(AckWindow window)
    {
        PushedEntries? last = null;
        while (window.TryTake(out var entries))
        {
            // That an own message has come back is no news to anybody.
            if (string.Equals(entries!.Sender, Record.User.Value, StringComparison.Ordinal))
                continue;
            // Of pushes of one conversation the last tells of those before it.
            if (last is not null && last.Conversation != entries.Conversation)
                NoteDelivered(last);
            last = entries;
        }

        if (last is not null)
            NoteDelivered(last);
    }

    private void NoteDelivered(PushedEntries entries) => _services.Delivered?.OnDelivered(Record, entries.Conversation, entries.Last, proved: true);

    private void RefuseAck(FrameHeader header, ImError error)
    {
        _services.Metrics.AckRefused();
        Refuse(header.Operation, header.Sequence, error);
    }

    /// <summary>A word of the session's own, which no policy drops: it comes as seldom as the client acknowledges.</summary>
    private void Tell(WindowPush push)
    {
        FlushReplies();
        SendReplies(FrameBlock.Frame(Form.Framing(), _version, Operations.Window, WireBody.Encode(push, _version)).Bytes);
    }
}
