using CsCheck;
using ImKit.Channels;
using ImKit.Protocol;

namespace ImKit.Core.Tests.Channels;

public sealed class OutboundRingTests
{
    private enum Act
    {
        Push,
        Reply,
        Advance,
        DropOldest,
        Replace,
    }

    [Fact]
    public void A_ring_does_what_a_plain_list_does() =>
        Gen.Select(Gen.Enum<Act>(), Gen.Int[1, 50], Gen.Int[0, 2]).Array[1, 120].Sample(static steps =>
        {
            var ring = new OutboundRing();
            var model = new List<FrameBlock>();
            var taken = 0;
            foreach (var (act, size, key) in steps)
            {
                switch (act)
                {
                    case Act.Push or Act.Reply:
                        var block = act == Act.Push ? Push(size, key) : FrameBlock.Reply(new byte[size]);
                        ring.Enqueue(block);
                        model.Add(block);
                        break;
                    case Act.Advance when model.Count > 0:
                        var count = Math.Min(size, model[0].Length - taken);
                        taken += count;
                        var done = ring.Advance(count);
                        Assert.Equal(taken == model[0].Length, done is not null);
                        if (done is null)
                            break;
                        Assert.Same(model[0], done);
                        model.RemoveAt(0);
                        taken = 0;
                        break;
                    case Act.DropOldest:
                        var oldest = model.Skip(1).FirstOrDefault(static waiting => waiting.Pushes > 0);
                        Assert.Same(oldest, ring.DropOldest());
                        model.Remove(oldest!);
                        break;
                    case Act.Replace:
                        var latest = Push(size, key + 1);
                        var index = model.FindIndex(Math.Min(1, model.Count), waiting => waiting.CollapseKey == latest.CollapseKey);
                        Assert.Same(index < 0 ? null : model[index], ring.Replace(latest));
                        if (index >= 0)
                            model[index] = latest;
                        break;
                    default:
                        break;
                }

                Assert.Equal(model.Count, ring.Count);
                Assert.Equal(model.Sum(static waiting => waiting.Length) - taken, ring.Bytes);
                Assert.Equal(model.Where(static waiting => waiting.Pushes == 0).Sum(static waiting => waiting.Length), ring.ReplyBytes);
            }

            var left = new List<(FrameBlock, int)>();
            ring.Clear((waiting, handed) => left.Add((waiting, handed)));
            Assert.Equal(model.Select((waiting, i) => (waiting, i == 0 ? taken : 0)), left);
        });

    private static FrameBlock Push(int size, int key) => FrameBlock.Push(WireForm.Bare1, 1000, new byte[size], key == 0 ? null : $"{key}");
}
