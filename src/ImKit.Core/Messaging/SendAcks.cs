using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What a store's outcome means to who has asked. Pure; any thread.</summary>
internal static class SendAcks
{
    public static Result<SendAck> From(ConversationId conversation, Result<AppendOutcome> outcome) =>
        outcome.Ok ? From(conversation, outcome.Value) : outcome.Error;

    private static Result<SendAck> From(ConversationId conversation, AppendOutcome outcome) => outcome.Status switch
    {
        AppendStatus.Committed or AppendStatus.Duplicate => new SendAck(
            conversation, outcome.Epoch, outcome.Position, outcome.Id, outcome.Time, outcome.Status == AppendStatus.Duplicate),
        AppendStatus.Conflict => ImError.Conflict,
        AppendStatus.ConversationNotFound => ImError.NotFound,
        AppendStatus.NotMember => ImError.NotMember,
        AppendStatus.MayNotSpeak => ImError.MayNotSpeak,
        AppendStatus.Dissolved => ImError.Dissolved,
        AppendStatus.TargetNotFound => ImError.EntryNotFound,
        AppendStatus.VersionMismatch => ImError.VersionMismatch,
        AppendStatus.Unchanged => ImError.Unchanged,
        _ => ImError.Internal,
    };
}
