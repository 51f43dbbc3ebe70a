using ImKit.Nodes;

namespace ImKit.Channels;

/// <summary>Takes the sessions of a bucket along to a later boot of the node.</summary>
/// <param name="boot">The boot.</param>
/// <param name="done">Gets the sessions as they are then.</param>
internal sealed class RebootCommand(long boot, TaskCompletionSource<IReadOnlyList<SessionRecord>> done) : BucketCommand
{
    internal override void Run(Bucket bucket)
    {
        var sessions = new List<SessionRecord>();
        foreach (var member in bucket.Members)
        {
            if (member.Channel is not { IsClosing: false } channel)
                continue;
            channel.Reboot(boot);
            sessions.Add(channel.Record);
        }

        done.TrySetResult(sessions);
    }
}
