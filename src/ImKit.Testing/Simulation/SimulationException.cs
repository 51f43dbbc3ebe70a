namespace ImKit.Testing;

/// <summary>A simulated run went wrong; the message names the seed that replays it.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="inner">What work threw, if it did.</param>
    public SimulationException(int seed, string message, Exception? inner = null)
        : base($"{message} (seed {seed} replays it)", inner) => Seed = seed;

    /// <summary>The seed of the run.</summary>
    public int Seed { get; }
}
