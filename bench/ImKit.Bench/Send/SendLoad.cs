using System.Diagnostics;
using System.Globalization;

namespace ImKit.Bench.Send;

/// <summary>Senders that each wait for their ack before they send again.</summary>
internal sealed class SendLoad(IConversations conversations, SendSettings settings)
{
    private readonly byte[] _body = Enumerable.Repeat((byte)'x', settings.Body).ToArray();
    private long _acknowledged;

    /// <summary>Each sender writes to its own sixteen peers in turn.</summary>
    public Task<SendRate> DirectAsync() => RunAsync(static (sender, number, draft) =>
        draft with { ToUser = new UserId($"peer-{sender}-{number % BareOrder.PeersOfEach}") });

    /// <summary>All senders write to one group, of which all are members.</summary>
    public async Task<SendRate> HotGroupAsync()
    {
        var members = Enumerable.Range(1, settings.Senders - 1).Select(UserOf).ToList();
        var group = (await conversations.CreateGroupAsync(UserOf(0), new ClientMsgId("hot"), "hot", members)).Value.Conversation;
        return await RunAsync((_, _, draft) => draft with { Conversation = group });
    }

    private static UserId UserOf(int sender) => new(string.Create(CultureInfo.InvariantCulture, $"sender-{sender}"));

    private async Task<SendRate> RunAsync(Func<int, long, MessageDraft, MessageDraft> address)
    {
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, settings.Senders).Select(sender => SendAsync(sender, address, stop.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(settings.WarmUp));
        var (from, meter) = (Interlocked.Read(ref _acknowledged), new RateMeter());
        await Task.Delay(TimeSpan.FromSeconds(settings.Seconds));
        var rate = meter.Of(Interlocked.Read(ref _acknowledged) - from);
        await stop.CancelAsync();
        await Task.WhenAll(senders);
        return rate;
    }

    private async Task SendAsync(int sender, Func<int, long, MessageDraft, MessageDraft> address, CancellationToken stop)
    {
        await Task.Yield();
        // Ids differ from those of an earlier load on the same file.
        var run = Stopwatch.GetTimestamp();
        for (long number = 0; !stop.IsCancellationRequested; number++)
        {
            var id = new ClientMsgId(string.Create(CultureInfo.InvariantCulture, $"{run}-{number}"));
            var sent = await conversations.SendAsync(address(sender, number, new MessageDraft { Sender = UserOf(sender), ClientMsgId = id, Body = _body }), CancellationToken.None);
            if (sent.Ok)
                Interlocked.Increment(ref _acknowledged);
            else if (sent.Error.Temporary)
                await Task.Delay(1, CancellationToken.None);
            else
                throw new InvalidOperationException(sent.Error.Message);
        }
    }
}
