namespace ImKit.Fuzz.Tests;

/// <summary>One decoder and the laws it has to keep. A new one is one class with a name, and a folder of small files under <c>tests/corpus</c>; the tests
/// find it by themselves.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>The name: the folder of its corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Pieces of the format that random bytes would seldom hit on.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>The longest input.</summary>
    public virtual int MaxLength => 8192;

    /// <summary>Decodes, and throws where a law is broken. What the decoder documents as its error is no broken law.</summary>
    /// <param name="input">Anything.</param>
    public abstract void Check(byte[] input);

    public override string ToString() => Name;

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
