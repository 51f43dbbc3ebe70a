using ImKit.Sessions;

namespace ImKit.Samples.Chat;

/// <summary>The live room: whoever is there hears it, nothing is kept.</summary>
internal static class Lounge
{
    private const int MaxText = 500;

    public static readonly RoomId Room = new("lounge");

    private static readonly HashSet<string> Emojis = ["👏", "❤️", "😂", "🎉", "🔥", "👋"];

    public static IImKitBuilder AddLounge(this IImKitBuilder builder)
    {
        builder.Services.AddHostedService<LoungeCounter>();
        return builder
            .Handle(ChatOperations.LoungeSay, SayAsync)
            .Handle(ChatOperations.LoungeEmoji, EmojiAsync);
    }

    private static ValueTask<OperationReply> SayAsync(OperationContext context, CancellationToken cancel)
    {
        if (ChatJson.Read(context.Body, ChatJson.Default.LoungeLine)?.Text?.Trim() is not { Length: > 0 and <= MaxText } text)
            return new(OperationReply.Refuse(ImError.BadRequest($"a line has 1 to {MaxText} characters")));
        var shown = new LoungeLineShown(
            context.Session.User.Value, text, context.Services!.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds());
        return PushAsync(context, ChatJson.Write(shown, ChatJson.Default.LoungeLineShown), cancel);
    }

    private static ValueTask<OperationReply> EmojiAsync(OperationContext context, CancellationToken cancel)
    {
        if (ChatJson.Read(context.Body, ChatJson.Default.LoungeEmojiSent)?.Emoji is not { } emoji || !Emojis.Contains(emoji))
            return new(OperationReply.Refuse(ImError.BadRequest("that is none of the lounge's emojis")));
        var shown = new LoungeEmojiShown(context.Session.User.Value, emoji);
        return PushAsync(context, ChatJson.Write(shown, ChatJson.Default.LoungeEmojiShown), cancel);
    }

    private static async ValueTask<OperationReply> PushAsync(OperationContext context, byte[] body, CancellationToken cancel)
    {
        await context.Services!.GetRequiredService<IImKit>().PushToRoomAsync(Room, new Push(context.Operation, body), cancel);
        return OperationReply.Empty;
    }
}

/// <summary>Tells everybody how many are in the lounge, when that has changed.</summary>
internal sealed class LoungeCounter(IImKit im, Presence presence, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        var told = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var members = im.CountRoom(Lounge.Room) + presence.LoungeElsewhere;
            if (members == told)
                continue;
            told = members;
            await im.PushToAllAsync(
                new Push(ChatOperations.LoungeMembers, ChatJson.Write(new LoungeCount(members), ChatJson.Default.LoungeCount)), 0, stoppingToken);
        }
    }
}
