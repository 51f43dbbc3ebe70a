using System.Diagnostics.CodeAnalysis;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ImKit.RabbitMq.Internal;

/// <summary>Takes messages from one queue on one channel, and says which are handled. It ends with its connection, or when its queue does.</summary>
internal sealed class Consumer : AsyncDefaultBasicConsumer, IDisposable
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Delivery, CancellationToken, ValueTask> _take;
    private readonly CancellationToken _stopping;

    /// <param name="channel">Its channel, which nothing else uses.</param>
    /// <param name="take">Takes a message for handling. While it waits, nothing more is read.</param>
    public Consumer(IChannel channel, Func<Delivery, CancellationToken, ValueTask> take)
        : base(channel)
    {
        (_take, _stopping) = (take, _stop.Token);
        channel.ChannelShutdownAsync += OnShutdownAsync;
        if (!channel.IsOpen)
            End("closed");
    }

    public Task<string> Ended => _ended.Task;

    /// <summary>Whether what it has brought can still be acknowledged. What cannot comes again.</summary>
    public bool IsOpen => !_ended.Task.IsCompleted;

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        if (!IsOpen)
            return;
        try
        {
            // A copy: the bytes are the client's when this returns.
            await _take(new Delivery(this, deliveryTag, Envelope.Parse(properties), body.ToArray()), _stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It comes again, with the next channel.
        }
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        End("the queue was deleted");
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    /// <summary>Says that a message is handled.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the client throws, the channel is of no more use, and the message comes again.")]
    public async ValueTask AcknowledgeAsync(ulong tag)
    {
        try
        {
            if (IsOpen)
                await Channel.BasicAckAsync(tag, multiple: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            End(error.Message);
        }
    }

    public void Dispose() => _stop.Dispose();

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        End(reason.ReplyText);
        return Task.CompletedTask;
    }

    private void End(string reason)
    {
        if (_ended.TrySetResult(reason))
            _stop.Cancel();
    }
}
