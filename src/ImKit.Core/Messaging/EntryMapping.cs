using System.Text;
using Google.Protobuf;
using ImKit.Storage;
using ImKit.Wire;
using EntryKind = ImKit.Wire.EntryKind;

namespace ImKit.Messaging;

/// <summary>Entries as they stand on the wire. Pure; any thread.</summary>
internal static class EntryMapping
{
    public static EntriesPush Push(DispatchRun run)
    {
        var push = new EntriesPush { ConversationId = run.Conversation.Id.Value, Epoch = run.Epoch, First = run.First };
        foreach (var entry in run.Entries)
            push.Entries.Add(ToWire(entry));
        return push;
    }

    public static Entry ToWire(LogEntry entry)
    {
        var wire = new Entry
        {
            Seq = entry.Seq,
            Ordinal = entry.Ordinal,
            Id = entry.Id.Value,
            Kind = (EntryKind)entry.Kind,
            Countable = entry.Countable,
            Sender = entry.Sender.Value,
            ClientMsgId = entry.ClientMsgId.Value,
            Time = entry.Time,
            TargetSeq = entry.TargetSeq,
            Version = entry.Version,
            Recalled = entry.Recalled,
            MentionsAll = entry.MentionsAll,
        };
        for (var i = 0; i < entry.Mentions.Count; i++)
            wire.Mentions.Add(entry.Mentions[i].Value);
        switch (entry.Format)
        {
            case BodyFormat.Text: wire.Text = Encoding.UTF8.GetString(entry.Body.Span); break;
            case BodyFormat.Json: wire.Json = Encoding.UTF8.GetString(entry.Body.Span); break;
            case BodyFormat.Binary: wire.Data = UnsafeByteOperations.UnsafeWrap(entry.Body); break;
            default: break;
        }

        return wire;
    }
}
