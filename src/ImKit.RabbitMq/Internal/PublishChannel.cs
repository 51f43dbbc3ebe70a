using System.Diagnostics.CodeAnalysis;
using ImKit.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ImKit.RabbitMq.Internal;

/// <summary>One channel on which messages are published and confirmed. It ends with its connection or by its first error.</summary>
internal sealed class PublishChannel
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Confirms _confirms = new();
    private readonly IChannel _channel;
    private readonly LinkSettings _settings;
    private volatile bool _silent;
    private volatile bool _blocked;

    private PublishChannel(IConnection connection, IChannel channel, LinkSettings settings)
    {
        (_channel, _settings) = (channel, settings);
        channel.BasicAcksAsync += OnAckAsync;
        channel.BasicNacksAsync += OnNackAsync;
        channel.BasicReturnAsync += OnReturnAsync;
        channel.ChannelShutdownAsync += OnShutdownAsync;
        connection.ConnectionBlockedAsync += OnBlockedAsync;
        connection.ConnectionUnblockedAsync += OnUnblockedAsync;
        if (!channel.IsOpen)
            End("closed");
    }

    public Task<string> Ended => _ended.Task;

    public bool IsOpen => !_ended.Task.IsCompleted;

    /// <summary>Whether RabbitMQ has said that it takes no messages.</summary>
    public bool IsBlocked => _blocked;

    /// <summary>Whether an answer has not come in time, and none since.</summary>
    public bool IsSilent => _silent;

    public static async Task<PublishChannel> OpenAsync(IConnection connection, LinkSettings settings, Topology topology, CancellationToken cancel)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        var channel = await connection.CreateChannelAsync(options, cancel).ConfigureAwait(false);
        await topology.DeclareSharedAsync(channel, cancel).ConfigureAwait(false);
        return new PublishChannel(connection, channel, settings);
    }

    /// <summary>Sends a message. Not for several at once: their numbers are the order in which they are sent.</summary>
    /// <returns>When it is on its way; and then what ends when RabbitMQ has confirmed it.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the client throws, nobody knows any more which number the next message has.")]
    public async ValueTask<Task> SendAsync(string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> payload)
    {
        var confirmed = _confirms.Add();
        try
        {
            await _channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, payload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            End(error.Message);
        }

        return confirmed;
    }

    /// <summary>Notes that an answer has not come in time.</summary>
    public void NoteSilence() => _silent = true;

    private Task OnAckAsync(object sender, BasicAckEventArgs answer)
    {
        _silent = false;
        _confirms.Confirm(answer.DeliveryTag, answer.Multiple, refusal: null);
        return Task.CompletedTask;
    }

    private Task OnNackAsync(object sender, BasicNackEventArgs answer)
    {
        _silent = false;
        _confirms.Confirm(answer.DeliveryTag, answer.Multiple, new MessageRefusedException());
        return Task.CompletedTask;
    }

    // It is confirmed all the same: a node that is not there is no error.
    private Task OnReturnAsync(object sender, BasicReturnEventArgs message)
    {
        _settings.Statistics.CountUnheard();
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        End(reason.ReplyText);
        return Task.CompletedTask;
    }

    private Task OnBlockedAsync(object sender, ConnectionBlockedEventArgs reason)
    {
        _blocked = true;
        RabbitMqLog.Blocked(_settings.Log, reason.Reason);
        return Task.CompletedTask;
    }

    private Task OnUnblockedAsync(object sender, AsyncEventArgs reason)
    {
        _blocked = false;
        RabbitMqLog.Unblocked(_settings.Log);
        return Task.CompletedTask;
    }

    private void End(string reason)
    {
        _ended.TrySetResult(reason);
        _confirms.Fail(new StorageException("RabbitMQ: the connection failed."));
    }
}

/// <summary>RabbitMQ has not taken a message.</summary>
internal sealed class MessageRefusedException() : Exception("RabbitMQ: it has not taken the message.");
