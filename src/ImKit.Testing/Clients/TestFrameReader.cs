using System.Buffers.Binary;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>Finds the frames in what a server sends, and takes goim's batches (operation 9) apart.</summary>
internal sealed class TestFrameReader(Framing framing)
{
    private const int MaxFrame = 64 * 1024 * 1024;
    private byte[] _rest = [];

    public void Read(ReadOnlySpan<byte> bytes, Queue<TestFrame> frames)
    {
        if (framing == Framing.Message)
        {
            if (ReadFrames(bytes, frames) != bytes.Length)
                throw new ExpectationException("The server sent a message that is not made of whole frames.");
            return;
        }

        var all = _rest.Length == 0 ? bytes : (ReadOnlySpan<byte>)[.. _rest, .. bytes];
        _rest = all[ReadFrames(all, frames)..].ToArray();
    }

    /// <summary>Reads whole frames; returns the bytes they took.</summary>
    private int ReadFrames(ReadOnlySpan<byte> bytes, Queue<TestFrame> frames)
    {
        var at = 0;
        while (bytes.Length - at >= TestFrame.HeaderLength)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
            if (length is < TestFrame.HeaderLength or > MaxFrame || BinaryPrimitives.ReadInt16BigEndian(bytes[(at + 4)..]) != TestFrame.HeaderLength)
                throw new ExpectationException($"The server sent a malformed header at byte {at}.");
            if (bytes.Length - at < length)
                break;
            Add(bytes.Slice(at, length), frames);
            at += length;
        }

        return at;
    }

    private void Add(ReadOnlySpan<byte> bytes, Queue<TestFrame> frames)
    {
        var frame = new TestFrame(
            BinaryPrimitives.ReadInt16BigEndian(bytes[6..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[12..]),
            bytes[TestFrame.HeaderLength..].ToArray());
        // A batch holds at least one frame; an empty 9 is what a goim client gets back that sends one of its own.
        if (frame.Operation != Operations.Raw || frame.Body.IsEmpty)
        {
            frames.Enqueue(frame);
            return;
        }

        if (framing == Framing.Stream || frame.Version != 1)
            throw new ExpectationException($"The server sent a batch where none belongs: {frame}.");
        if (ReadFrames(frame.Body.Span, frames) != frame.Body.Length)
            throw new ExpectationException("The server sent a batch that is not made of whole frames.");
    }
}
