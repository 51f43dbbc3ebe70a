using System.Runtime.InteropServices;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The runs of each conversation that are under way. Their feed rows are written by several sections and may be done in any order, but a
/// mark says that everything before it is done. Any thread.</summary>
internal sealed class DispatchProgress
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ConversationKey, Steps> _underWay = [];

    /// <summary>A run begins. Called in the order of the log.</summary>
    public Step Begin(ConversationKey conversation, long last)
    {
        var step = new Step(conversation, last);
        lock (_gate)
        {
            ref var steps = ref CollectionsMarshal.GetValueRefOrAddDefault(_underWay, conversation, out var known);
            if (known)
                steps.Newest.Next = step;
            else
                steps.Oldest = step;
            steps.Newest = step;
        }

        return step;
    }

    /// <summary>The last seq of the runs of a conversation that are under way; 0 if there are none.</summary>
    public long Begun(ConversationKey conversation)
    {
        lock (_gate)
            return _underWay.TryGetValue(conversation, out var steps) ? steps.Newest.Last : 0;
    }

    /// <summary>A run is done.</summary>
    /// <returns>The seq up to which all that was begun is done; 0 if an earlier run is not.</returns>
    public long End(Step step)
    {
        lock (_gate)
        {
            step.IsDone = true;
            var oldest = _underWay[step.Conversation].Oldest;
            var upTo = 0L;
            Step? next = oldest;
            for (; next is { IsDone: true }; next = next.Next)
                upTo = Math.Max(upTo, next.Last);
            if (next is null)
                _underWay.Remove(step.Conversation);
            else if (next != oldest)
                CollectionsMarshal.GetValueRefOrNullRef(_underWay, step.Conversation).Oldest = next;
            return upTo;
        }
    }

    /// <summary>One run on its way.</summary>
    internal sealed class Step(ConversationKey conversation, long last)
    {
        public ConversationKey Conversation { get; } = conversation;

        public long Last { get; } = last;

        public bool IsDone { get; set; }

        public Step? Next { get; set; }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Steps
    {
        public Step Oldest;
        public Step Newest;
    }
}
