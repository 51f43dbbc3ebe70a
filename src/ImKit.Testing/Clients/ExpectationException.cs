namespace ImKit.Testing;

/// <summary>What a test client was told to expect did not happen. A test framework shows it as a failed test.</summary>
public sealed class ExpectationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected and what came.</param>
    /// <param name="inner">What the connection reported, if anything.</param>
    public ExpectationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
