namespace ImKit.Channels;

/// <summary>Something another thread wants of a bucket. One object may be posted to several buckets if running it changes only the bucket.</summary>
internal abstract class BucketCommand
{
    /// <summary>Whether it counts against the bucket's limit of waiting pushes.</summary>
    internal virtual bool IsPush => false;

    /// <summary>Runs on the bucket's loop.</summary>
    internal abstract void Run(Bucket bucket);
}
