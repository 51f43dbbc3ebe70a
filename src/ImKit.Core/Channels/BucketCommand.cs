namespace ImKit.Channels;

/// <summary>Something another thread wants of a bucket. One object may be posted to several buckets if running it changes only the bucket.</summary>
internal abstract class BucketCommand
{
    /// <summary>Runs on the bucket's loop.</summary>
    internal abstract void Run(Bucket bucket);
}
