using ImKit.Hooks;
using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Turns drafts into entries: checks them, opens direct conversations with their first message. Any thread.</summary>
internal sealed class MessageSender(SendPipeline pipeline, SendChecks checks, MessageIds ids, StepHooks hooks, TimeProvider time, IOptions<ImKitOptions> options)
{
    private readonly MessagingOptions _options = options.Value.Messaging;

    /// <summary>Sends. Enters the lane before it returns.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="draft">Whose body does not change any more.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public ValueTask<Result<SendAck>> SendAsync(TenantId tenant, MessageDraft draft, CancellationToken cancel)
    {
        var error = Check(draft);
        if (error.IsError)
            return new(error);
        var request = ToRequest(tenant, draft);
        return pipeline.SubmitAsync(request, cancel, checks.For(request, draft.ToUser), hooks.Send.IsIdle ? null : Run(request, draft));
    }

    private StepRun<SendStep> Run(AppendRequest request, MessageDraft draft) => new(
        hooks.Send,
        new SendStep { Tenant = request.Conversation.Tenant, User = draft.Sender, Conversation = request.Conversation.Id, Draft = draft },
        static (step, request) => request with { Format = step.Draft.Format, Body = step.Draft.Body });

    /// <summary>Whether clients may send entries of a kind.</summary>
    public bool IsForClients(EntryKind kind) =>
        kind == EntryKind.Message || (_options.Kinds.TryGetValue((int)kind, out var custom) && custom.FromClients);

    private ImError Check(MessageDraft draft)
    {
        if (draft.Sender == default)
            return ImError.BadRequest("the sender is missing");
        if (draft.ClientMsgId == default)
            return ImError.BadRequest("the client message id is missing");
        if ((draft.Conversation == default) == (draft.ToUser == default))
            return ImError.BadRequest("name either a conversation or a user");
        if (draft.ToUser == default && draft.Conversation.Kind is not (ConversationKind.Direct or ConversationKind.Group))
            return ImError.BadRequest("messages go to direct and group conversations");
        if (draft.Kind != EntryKind.Message && !_options.Kinds.ContainsKey((int)draft.Kind))
            return ImError.BadRequest("the kind is neither a message nor declared by the host");
        if (draft.ReplyTo < 0)
            return ImError.BadRequest("a seq is not negative");
        if (draft.Mentions is null || draft.Mentions.Contains(default))
            return ImError.BadRequest("a mentioned user's id is missing");
        if (draft.Mentions.Count > StoreArguments.MaxMentions)
            return ImError.LimitExceeded($"an entry mentions at most {StoreArguments.MaxMentions} users");
        return BodyRules.Check(draft.Format, draft.Body.Span, _options.MaxBodyBytes);
    }

    private AppendRequest ToRequest(TenantId tenant, MessageDraft draft)
    {
        var request = new AppendRequest
        {
            Conversation = new ConversationKey(tenant, draft.Conversation),
            Id = ids.Next(),
            Sender = draft.Sender,
            ClientMsgId = draft.ClientMsgId,
            PayloadHash = Hash(draft),
            Kind = draft.Kind,
            Countable = draft.Kind == EntryKind.Message || _options.Kinds[(int)draft.Kind].Countable,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            TargetSeq = draft.ReplyTo,
            Format = draft.Format,
            Body = draft.Body,
            Mentions = draft.Mentions.Count == 0 ? [] : [.. draft.Mentions.Distinct()],
            MentionsAll = draft.MentionsAll,
            SenderMustBeMember = true,
        };
        return draft.ToUser == default ? request : ToDirect(request, draft.ToUser);
    }

    private static byte[] Hash(MessageDraft draft) => draft is { ReplyTo: 0, MentionsAll: false, Mentions.Count: 0 }
        ? RequestHash.OfMessage(draft.Kind, draft.Format, draft.Body.Span)
        : RequestHash.OfReferring(draft.Kind, draft.ReplyTo, draft.Mentions, draft.MentionsAll, draft.Format, draft.Body.Span);

    /// <summary>Every message to a user may be the first: the store creates the conversation if it is missing, and leaves it as it is if not.</summary>
    private AppendRequest ToDirect(AppendRequest request, UserId to) => request with
    {
        Conversation = request.Conversation with { Id = ConversationId.Direct(request.Sender, to) },
        Create = new ConversationSettings { Epoch = ids.NextEpoch() },
        Members = to == request.Sender
            ? [new MemberChange(to, MemberRole.Member)]
            : [new MemberChange(request.Sender, MemberRole.Member), new MemberChange(to, MemberRole.Member)],
    };
}
