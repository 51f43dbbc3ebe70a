namespace ImKit.Channels;

/// <summary>Tells every connection of a bucket to come back elsewhere, and closes it.</summary>
internal sealed class CloseAll : BucketCommand
{
    public static readonly CloseAll Instance = new();

    internal override void Run(Bucket bucket)
    {
        for (var i = bucket.Members.Count - 1; i >= 0; i--)
            bucket.Members[i].Close(CloseReason.Drain);
    }
}
