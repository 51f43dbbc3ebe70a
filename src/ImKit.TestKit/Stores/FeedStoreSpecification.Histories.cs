using CsCheck;
using ImKit.TestKit.Generated;

namespace ImKit.TestKit;

public abstract partial class FeedStoreSpecification
{
    /// <summary>How many generated feeds are compared to the model. Default 200.</summary>
    protected virtual int Iterations => 200;

    [Fact]
    public Task Any_order_of_writes_ends_as_the_map_of_the_newest_versions() =>
        Histories.Feed.SampleAsync(feed => CompareAsync(feed.Versions, feed.Objects, feed.Batches), iter: Iterations, threads: 1);

    private async Task CompareAsync(int[] versions, int[] objects, int[] batches)
    {
        var (tenant, user) = (Names.Tenant(), Names.User());
        var rows = versions.Zip(objects, (version, number) =>
            new FeedRow(tenant, user, (FeedKind)(1 + (number % 2)), new ConversationId($"g.{number}"), version)).ToArray();
        for (int from = 0, write = 0; from < rows.Length; from += batches[write++])
            await Write(rows[from..Math.Min(rows.Length, from + batches[write])]);
        var model = rows.GroupBy(row => row.Conversation).Select(same => same.MaxBy(row => row.Version)).OrderBy(row => row.Version).ToArray();

        Assert.Equal(model, await Feed.ReadSinceAsync(tenant, user, 0, 1000, Cancel));
        Assert.Equal(model[^1].Version, await Feed.GetVersionAsync(tenant, user, Cancel));
        var middle = versions.Length / 2;
        Assert.Equal(model.Where(row => row.Version > middle).Take(3), await Feed.ReadSinceAsync(tenant, user, middle, 3, Cancel));
        Assert.Equal(
            model.Where(row => row.Version < middle && row.Kind == FeedKind.Read).Reverse().Take(3),
            await Feed.ReadRecentAsync(tenant, user, FeedKind.Read, middle, 3, Cancel));
    }
}
