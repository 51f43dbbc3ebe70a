using System.Text;
using ImKit.Protocol;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>goim's text bodies: lists of operations, and rooms.</summary>
internal sealed class GoimBodyTarget : FuzzTarget
{
    private const int Limit = 128;

    public override string Name => "goim-body";

    public override int MaxLength => 4096;

    public override IReadOnlyList<byte[]> Words { get; } = [.. new[] { ",", " ", "-", "+", "1000", "2147483647", "2147483648", "live://1", "\u0007" }.Select(Encoding.UTF8.GetBytes)];

    public override void Check(byte[] input)
    {
        var (good, operations) = Laws.Frugal(input.Length, () => (GoimBodies.TryReadOperations(input, Limit, out var read), read));
        if (good)
        {
            Assert.InRange(operations.Length, 0, Limit);
            Assert.Equal(operations.Distinct().Order(), operations);
            Assert.True(GoimBodies.TryReadOperations(Encoding.ASCII.GetBytes(string.Join(',', operations)), Limit, out var again));
            Assert.Equal(operations, again);
        }

        if (!Laws.Frugal(input.Length, () => GoimBodies.TryReadRoom(input, Limit, out _)))
            return;
        Assert.True(GoimBodies.TryReadRoom(input, Limit, out var room));
        Assert.Equal(input, Encoding.UTF8.GetBytes(room.Value));
        Assert.InRange(input.Length, 1, Limit);
    }
}
