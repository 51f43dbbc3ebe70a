using Google.Protobuf;
using ImKit.Nodes;
using ImKit.Threading;
using ImKit.Wire.Nodes;

namespace ImKit.Forwarding;

/// <summary>One request that another node answers, and the parts of the answer that have come. Any thread.</summary>
/// <param name="target">Who answers.</param>
/// <param name="boot">The start of this node that asked.</param>
/// <param name="work">Where waiting goes on.</param>
internal sealed class ForwardedAnswer(NodeInfo target, long boot, IWorkQueue work)
{
    // No answer is longer than what a client could ask for; this bounds what a broken node can make this one keep.
    private const int MaxParts = 256;
    private readonly TaskCompletionSource<ForwardReply?> _done = new(work.SignalOptions);
    private readonly Lock _gate = new();
    private ForwardReply?[]? _parts;

    public NodeInfo Target => target;

    /// <summary>A node that has joined again meanwhile is the same process, and still waits.</summary>
    public long Boot => boot;

    /// <summary>The answer in one piece; null if there will be none.</summary>
    public Task<ForwardReply?> Task => _done.Task;

    /// <summary>A part has come; the same again does nothing.</summary>
    public void Take(ForwardReply part)
    {
        if (part.Parts <= 1)
        {
            _done.TrySetResult(part);
            return;
        }

        if (part.Parts > MaxParts || part.Part < 0 || part.Part >= part.Parts)
            return;
        ForwardReply whole;
        lock (_gate)
        {
            _parts ??= new ForwardReply?[part.Parts];
            if (_parts.Length != part.Parts)
                return;
            if (_parts[part.Part] is not null)
                return;
            _parts[part.Part] = part;
            if (Array.Exists(_parts, static one => one is null))
                return;
            whole = _parts[0]!.Clone();
            whole.Body = Join(_parts);
        }

        _done.TrySetResult(whole);
    }

    private static ByteString Join(ForwardReply?[] parts)
    {
        var all = new byte[parts.Sum(static part => part!.Body.Length)];
        var place = 0;
        foreach (var part in parts)
        {
            part!.Body.Span.CopyTo(all.AsSpan(place));
            place += part.Body.Length;
        }

        return UnsafeByteOperations.UnsafeWrap(all);
    }

    /// <summary>Nobody answers any more; it is not known whether the request was carried out.</summary>
    public void GiveUp() => _done.TrySetResult(null);
}
