namespace ImKit.Client.Sending;

/// <summary>A message that waits for its acknowledgement.</summary>
/// <param name="Message">The message, with its id.</param>
/// <param name="Done">Who waits for it; null for one that was restored.</param>
/// <param name="Since">When it was given to the outbox, as a timestamp; null for one that was restored.</param>
internal sealed record OutboxItem(ClientMessage Message, TaskCompletionSource<ClientAck>? Done, long? Since)
{
    public void Complete(ClientAck ack) => Done?.TrySetResult(ack);

    public void Fail(Exception error)
    {
        if (Done is null)
            return;
        Done.TrySetException(error);
        // Whoever has stopped waiting leaves nothing unobserved.
        _ = Done.Task.Exception;
    }
}
