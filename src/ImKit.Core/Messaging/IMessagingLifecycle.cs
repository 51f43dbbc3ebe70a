namespace ImKit.Messaging;

/// <summary>Start and stop of the messaging layer, called by the server.</summary>
internal interface IMessagingLifecycle
{
    /// <summary>Begins to dispatch what an earlier start left behind. Does not wait for a store that does not answer.</summary>
    Task StartAsync(CancellationToken cancel);

    /// <summary>Takes no more sends, finishes those taken and their after-commit work, and records what is dispatched. Once stopped, stopping again does nothing.</summary>
    /// <param name="deadline">When it ends, the rest is given up: it is dispatched at the next start.</param>
    Task StopAsync(CancellationToken deadline);
}
