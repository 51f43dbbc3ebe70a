namespace ImKit.Client;

/// <summary>A server's refusal.</summary>
/// <param name="Code">Which.</param>
/// <param name="Message">For people who read logs.</param>
/// <param name="Temporary">The same request may succeed later.</param>
/// <param name="RetryAfter">When; null if the server leaves it to the client.</param>
public readonly record struct ClientError(ClientErrorCode Code, string Message, bool Temporary, TimeSpan? RetryAfter)
{
    internal static ClientError From(Wire.Error error) => new(
        (ClientErrorCode)error.Code,
        error.Message,
        // A number that is not listed goes by its range.
        error.Temporary || error.Code is >= 100 and < 200,
        error.RetryAfterMs > 0 ? TimeSpan.FromMilliseconds(error.RetryAfterMs) : null);
}
