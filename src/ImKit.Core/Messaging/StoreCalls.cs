using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Calls stores with a deadline that holds also for a store that ignores cancellation. Any thread.</summary>
internal sealed partial class StoreCalls(TimeProvider time, IOptions<ImKitOptions> options, ILogger<StoreCalls> logger)
{
    private readonly TimeSpan _timeout = options.Value.Messaging.StoreTimeout;

    /// <summary>Calls, and answers a store that fails or is too slow with <see cref="ImError.Unavailable"/>.</summary>
    public async ValueTask<Result<T>> TryAsync<T>(Func<CancellationToken, ValueTask<Result<T>>> call, CancellationToken cancel)
    {
        try
        {
            return await RunAsync(static (call, token) => call(token), call, cancel).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            LogUnavailable(e);
            return ImError.Unavailable;
        }
    }

    /// <summary>Calls.</summary>
    /// <exception cref="StorageException">The store failed, or did not answer in time; a call that was given up may still be under way.</exception>
    public async ValueTask<T> RunAsync<TArg, T>(Func<TArg, CancellationToken, ValueTask<T>> call, TArg arg, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_timeout, time);
        using var linked = cancel.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token) : null;
        var token = (linked ?? deadline).Token;
        try
        {
            var answer = call(arg, token);
            return answer.IsCompleted ? await answer.ConfigureAwait(false) : await answer.AsTask().OrGiveUpAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new StorageException("The store did not answer in time.", e);
        }
    }
}
