using Google.Protobuf.Collections;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>The large groups that one connection is attached to, and what it was told of each. Loop thread only.</summary>
internal sealed class AttachedGroups(IReadOnlyList<(HeldGroup Group, LogEnd Told)> groups)
{
    private readonly HeldGroup[] _groups = [.. groups.Select(static group => group.Group)];
    private readonly LogEnd[] _told = [.. groups.Select(static group => group.Told)];

    /// <summary>Adds the heads that are not what was told last, which then were told.</summary>
    public void TellNews(RepeatedField<LogHead> heads)
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            var end = _groups[i].End;
            if (end == _told[i])
                continue;
            _told[i] = end;
            heads.Add(new LogHead { ConversationId = _groups[i].Conversation.Value, Epoch = end.Epoch, Seq = end.Seq });
        }
    }
}
