using CsCheck;
using ImKit.Threading;

namespace ImKit.Core.Tests.Threading;

public sealed class ItemTableTests
{
    private static readonly Gen<Step> GenStep = Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 40], static (kind, key) => new Step(kind, key));

    private enum Kind
    {
        Set,
        Remove,
        RemoveAnother,
    }

    [Fact]
    public void A_table_holds_what_a_dictionary_would_hold() => GenStep.Array[0, 300].Sample(static steps =>
    {
        var table = new ItemTable<int, Item, ByNumber>();
        var model = new Dictionary<int, Item>();
        foreach (var step in steps)
        {
            var item = new Item(step.Key);
            var held = model.GetValueOrDefault(step.Key);
            switch (step.Kind)
            {
                case Kind.Set:
                    Assert.Same(held, table.Set(item));
                    model[step.Key] = item;
                    break;
                case Kind.Remove:
                    Assert.Equal(model.Remove(step.Key), held is not null && table.Remove(held));
                    break;
                default:
                    Assert.False(table.Remove(item));
                    break;
            }

            Assert.Same(model.GetValueOrDefault(step.Key), table.Find(step.Key));
        }

        Assert.Equal(model.Count, table.Count);
        Assert.Equal(model.Values.OrderBy(static item => item.Number), table.All.OrderBy(static item => item.Number));
        Assert.All(Enumerable.Range(0, 41), key => Assert.Same(model.GetValueOrDefault(key), table.Find(key)));
    });

    [Fact]
    public void Keys_of_one_hash_are_told_apart()
    {
        var table = new ItemTable<Clash, ClashItem, ByClash>();
        var items = Enumerable.Range(0, 100).Select(static number => new ClashItem(new Clash(number))).ToArray();
        Assert.All(items, item => Assert.Null(table.Set(item)));
        Assert.All(items.Where(static item => item.Key.Number % 2 == 0), item => Assert.True(table.Remove(item)));
        Assert.All(items, item => Assert.Same(item.Key.Number % 2 == 0 ? null : item, table.Find(item.Key)));
    }

    [Fact]
    public void Many_come_and_go_and_the_table_does_not_grow_by_it()
    {
        var table = new ItemTable<int, Item, ByNumber>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
        {
            var item = new Item(i);
            table.Set(item);
            Assert.True(table.Remove(item));
        }

        Assert.Equal(0, table.Count);
        Assert.Empty(table.All);
        // Marks of what was removed are swept out in arrays of the smallest size: a few dozen bytes a time, never a larger one.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 * 100);
    }

    [Fact]
    public async Task What_stays_is_found_while_others_come_and_go()
    {
        var table = new ItemTable<int, Item, ByNumber>();
        for (var i = 0; i < 1000; i++)
            table.Set(new Item(i));
        var changing = Task.Run(() =>
        {
            for (var round = 0; round < 20; round++)
            {
                var others = Enumerable.Range(1000, 5000).Select(static number => new Item(number)).ToArray();
                foreach (var item in others)
                    table.Set(item);
                foreach (var item in others)
                    table.Remove(item);
            }
        });
        do
        {
            for (var i = 0; i < 1000; i++)
                Assert.Equal(i, table.Find(i)?.Number);
        }
        while (!changing.IsCompleted);
        await changing;
        Assert.Equal(1000, table.Count);
    }

    private sealed record Step(Kind Kind, int Key);

    private sealed class Item(int number)
    {
        public int Number { get; } = number;
    }

    private sealed class ByNumber : IKeyOf<Item, int>
    {
        public static int Of(Item item) => item.Number;
    }

    private readonly record struct Clash(int Number)
    {
        public override int GetHashCode() => 1;
    }

    private sealed class ClashItem(Clash key)
    {
        public Clash Key { get; } = key;
    }

    private sealed class ByClash : IKeyOf<ClashItem, Clash>
    {
        public static Clash Of(ClashItem item) => item.Key;
    }
}
