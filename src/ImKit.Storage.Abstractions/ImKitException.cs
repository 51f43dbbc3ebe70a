namespace ImKit;

/// <summary>Root of the exceptions that ImKit throws for misuse and I/O. Results of the protocol are data, not exceptions.</summary>
public abstract class ImKitException : Exception
{
    /// <summary>Creates the exception.</summary>
    private protected ImKitException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
