using Google.Protobuf;
using ImKit.Diagnostics;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Wire;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Signals such as typing: to the other members' sessions at once, stored nowhere. Any thread.</summary>
internal sealed class Signals(
    IConversationStore conversations, TargetReader members, Reach reach, IRouter router, SignalRate rate, MessagingMetrics metrics,
    IOptions<ImKitOptions> options)
{
    public const int Typing = 1;
    private const int FirstHostKind = 100;
    private readonly SignalOptions _options = options.Value.Signals;

    /// <summary>What is wrong with a signal itself.</summary>
    public ImError Check(TenantId tenant, UserId from, int kind, int bytes)
    {
        if (kind is not Typing and < FirstHostKind)
            return ImError.BadRequest($"a signal is {Typing} (typing), or {FirstHostKind} and up");
        if (bytes > _options.MaxBytes)
            return ImError.LimitExceeded($"a signal has at most {_options.MaxBytes} bytes");
        if (rate.TryTake(tenant, from))
            return default;
        metrics.HintDropped("signal");
        return ImError.TooFast;
    }

    /// <summary>Sends one that was checked.</summary>
    public async ValueTask<Result<PushReceipt>> SendAsync(
        ConversationKey conversation, UserId from, int kind, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        var error = await MaySendAsync(conversation, from, cancel).ConfigureAwait(false);
        if (error.IsError)
            return error;
        var page = await conversations.ListMembersAsync(conversation, default, _options.MaxMembers, cancel).ConfigureAwait(false);
        UserId[] to = [.. page.Select(static member => member.User).Where(user => user != from)];
        if (to.Length == 0)
            return default(PushReceipt);
        var push = new SignalPush
        {
            ConversationId = conversation.Id.Value, From = from.Value, Kind = kind, Data = ByteString.CopyFrom(data.Span),
        };
        return await router.ToUsersAsync(conversation.Tenant, to, new WireMessage(Operations.Signals, push), cancel).ConfigureAwait(false);
    }

    /// <summary>Who may not speak does not signal either.</summary>
    private async ValueTask<ImError> MaySendAsync(ConversationKey conversation, UserId from, CancellationToken cancel)
    {
        var member = await members.MemberAsync(conversation, from, cancel).ConfigureAwait(false);
        if (!member.Ok)
            return member.Error;
        var heads = await conversations.GetHeadsAsync([conversation], cancel).ConfigureAwait(false);
        if (heads[0] is not { } head)
            return ImError.NotFound;
        if (head.Dissolved)
            return ImError.Dissolved;
        if (!EntryRules.MaySpeak(member.Value.Role, head.Speak))
            return ImError.MayNotSpeak;
        if (head.MemberCount > _options.MaxMembers)
            return ImError.LimitExceeded($"signals are for conversations of at most {_options.MaxMembers} members");
        return conversation.Id.Kind == ConversationKind.Direct
            ? await reach.CheckDirectAsync(conversation, from, default, cancel).ConfigureAwait(false)
            : default;
    }
}
