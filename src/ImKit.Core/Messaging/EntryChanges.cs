using System.Text;
using ImKit.Hooks;
using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Edits, recalls and reactions: entries that change the entry they name. Any thread.</summary>
internal sealed class EntryChanges(
    SendPipeline pipeline, MessageRights rights, IMessageStore messages, MessageIds ids, StepHooks hooks, TimeProvider time, IOptions<ImKitOptions> options)
{
    private readonly MessagingOptions _options = options.Value.Messaging;

    /// <summary>Replaces a body that does not change any more. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> EditAsync(TenantId tenant, MessageEdit edit, CancellationToken cancel)
    {
        var error = Check(edit.Actor, edit.ClientMsgId, edit.Conversation, edit.Seq);
        if (!error.IsError)
            error = edit.Version < 0 ? ImError.BadRequest("a version is not negative") : BodyRules.Check(edit.Format, edit.Body.Span, _options.MaxBodyBytes);
        if (error.IsError)
            return new(error);
        var request = Request(EntryKind.Edited, tenant, edit.Actor, edit.ClientMsgId, edit.Conversation, edit.Seq, edit.Format, edit.Body) with
        {
            TargetVersion = edit.Version,
            PayloadHash = RequestHash.OfChange(EntryKind.Edited, edit.Seq, edit.Version, edit.Format, edit.Body.Span),
        };
        return pipeline.SubmitAsync(request, cancel, (asked, token) => CheckAsync(MessageVerb.Edit, asked, token), hooks.Edit.IsIdle ? null : Run(tenant, edit));
    }

    /// <summary>Takes an entry back. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> RecallAsync(
        TenantId tenant, UserId actor, ClientMsgId id, ConversationId conversation, long seq, CancellationToken cancel)
    {
        var error = Check(actor, id, conversation, seq);
        if (error.IsError)
            return new(error);
        var request = Request(EntryKind.Recalled, tenant, actor, id, conversation, seq, BodyFormat.None, default);
        return pipeline.SubmitAsync(request, cancel, (asked, token) => CheckAsync(MessageVerb.Recall, asked, token), hooks.Recall.IsIdle ? null : RunRecall(request));
    }

    /// <summary>Adds a reaction or takes it back. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> ReactAsync(
        TenantId tenant, UserId actor, ClientMsgId id, ConversationId conversation, long seq, string key, bool remove, CancellationToken cancel)
    {
        var error = Check(actor, id, conversation, seq);
        // The rule is the same.
        if (!error.IsError && !ClientMsgId.IsValid(key))
            error = ImError.BadRequest("a reaction is UTF-8, 1 to 64 bytes, without control characters");
        if (error.IsError)
            return new(error);
        var kind = remove ? EntryKind.ReactionRemoved : EntryKind.ReactionAdded;
        var request = Request(kind, tenant, actor, id, conversation, seq, BodyFormat.Text, Encoding.UTF8.GetBytes(key));
        return pipeline.SubmitAsync(request, cancel, remove ? null : (asked, token) => CheckReactionAsync(asked, key, token), hooks.React.IsIdle ? null : RunReact(request, key, remove));
    }

    private StepRun<EditStep> Run(TenantId tenant, MessageEdit edit) => new(
        hooks.Edit,
        new EditStep { Tenant = tenant, User = edit.Actor, Edit = edit },
        static (step, request) => request with { Format = step.Edit.Format, Body = step.Edit.Body });

    private StepRun<RecallStep> RunRecall(AppendRequest request) => new(
        hooks.Recall,
        new RecallStep
        {
            Tenant = request.Conversation.Tenant, User = request.Sender, Conversation = request.Conversation.Id, Request = request.ClientMsgId, Seq = request.TargetSeq,
        });

    private StepRun<ReactStep> RunReact(AppendRequest request, string key, bool remove) => new(
        hooks.React,
        new ReactStep
        {
            Tenant = request.Conversation.Tenant, User = request.Sender, Conversation = request.Conversation.Id, Request = request.ClientMsgId, Seq = request.TargetSeq,
            Key = key, Remove = remove,
        });

    private async ValueTask<Result<AppendRequest>> CheckAsync(MessageVerb verb, AppendRequest request, CancellationToken cancel)
    {
        var target = await rights.CheckAsync(verb, request, cancel).ConfigureAwait(false);
        return target.Ok ? request : target.Error;
    }

    private async ValueTask<Result<AppendRequest>> CheckReactionAsync(AppendRequest request, string key, CancellationToken cancel)
    {
        var target = await rights.CheckAsync(MessageVerb.React, request, cancel).ConfigureAwait(false);
        if (!target.Ok)
            return target.Error;
        var there = await messages.ReadReactionsAsync(request.Conversation, request.Sender, [request.TargetSeq], cancel).ConfigureAwait(false);
        return there.Count < _options.MaxReactionKeys || there.Any(reaction => reaction.Key == key)
            ? request
            : ImError.LimitExceeded($"an entry has at most {_options.MaxReactionKeys} different reactions");
    }

    private AppendRequest Request(
        EntryKind kind, TenantId tenant, UserId actor, ClientMsgId id, ConversationId conversation, long seq, BodyFormat format,
        ReadOnlyMemory<byte> body) => new()
    {
        Conversation = new ConversationKey(tenant, conversation),
        Id = ids.Next(),
        Sender = actor,
        ClientMsgId = id,
        PayloadHash = RequestHash.OfChange(kind, seq, 0, format, body.Span),
        Kind = kind,
        Countable = false,
        Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
        TargetSeq = seq,
        Format = format,
        Body = body,
        SenderMustBeMember = true,
    };

    private static ImError Check(UserId actor, ClientMsgId id, ConversationId conversation, long seq)
    {
        if (actor == default)
            return ImError.BadRequest("a user id is missing");
        if (id == default)
            return ImError.BadRequest("the request id is missing");
        if (conversation.Kind is not (ConversationKind.Direct or ConversationKind.Group))
            return ImError.BadRequest("entries of direct and group conversations only can be changed");
        return seq < 1 ? ImError.BadRequest("a seq is 1 or more") : default;
    }
}
