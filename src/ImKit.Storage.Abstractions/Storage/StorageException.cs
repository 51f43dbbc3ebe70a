namespace ImKit.Storage;

/// <summary>A store could not answer. The outcome of the call is unknown: it may or may not have been committed.</summary>
public sealed class StorageException : ImKitException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, without any part of a message body.</param>
    /// <param name="inner">The provider's own exception.</param>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
