namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>The bytes of a file: zero where nothing was written.</summary>
internal sealed class FileBytes
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Takes over the bytes of another, and keeps its own memory for that.</summary>
    public void CopyFrom(FileBytes other)
    {
        Resize(0);
        Write(0, other.Span);
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        Resize(Math.Max(Length, offset + data.Length));
        data.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void Resize(long length)
    {
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Max(length, 2L * _bytes.Length));
        // What is cut off must not come back when the file grows again.
        if (length < Length)
            _bytes.AsSpan((int)length, Length - (int)length).Clear();
        Length = (int)length;
    }
}
