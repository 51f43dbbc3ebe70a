using ImKit.Protocol;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>The 16 bytes before every body.</summary>
internal sealed class FrameTarget : FuzzTarget
{
    private const int MaxFrame = 65536;

    public override string Name => "frame";

    public override int MaxLength => 64;

    public override void Check(byte[] input)
    {
        if (input.Length < FrameHeader.Size)
            return;
        var (wrong, header) = Laws.Frugal(0, () => (FrameHeader.Read(input, MaxFrame, out var read), read), constant: 64);
        if (wrong is not null)
            return;
        Assert.InRange(header.Length, FrameHeader.Size, MaxFrame);
        var written = new byte[FrameHeader.Size];
        header.Write(written);
        Assert.Equal(input.AsSpan(0, FrameHeader.Size).ToArray(), written);
    }
}
