using ImKit.Client.Connections;

namespace ImKit.Client.Replication;

/// <content>Large groups, of which no sync tells: the heartbeats of this connection shall tell of them.</content>
internal sealed partial class Replica
{
    private const int MaxNamed = 1000;
    private const int MaxAdded = 100;
    private HashSet<string> _attached = [];
    private Link? _attachedOn;
    private volatile bool _attachWanted;

    private int LargeGroup => _link?.Reply.Limits?.LargeGroup ?? 0;

    /// <summary>Names the large groups that are followed, and those that may be large, unless the server knows them already; takes where they end.</summary>
    private async ValueTask AttachAsync(Link link, CancellationToken cancel)
    {
        _attachWanted = false;
        if (link.Reply.Limits is not { AttachedGroups: > 0 })
            return;
        var named = Followed().Take(MaxNamed).ToList();
        if (link == _attachedOn ? _attached.SetEquals(named.Select(static known => known.Id)) : named.Count == 0)
            return;
        try
        {
            var request = new Wire.AttachRequest();
            request.ConversationIds.AddRange(named.Select(static known => known.Id));
            var reply = await link.AskAsync(Operations.Attach, request, Wire.AttachReply.Parser, cancel).ConfigureAwait(false);
            _attached = [.. reply.Heads.Select(static head => head.ConversationId)];
            _attachedOn = link;
            foreach (var known in named)
                known.Large = _attached.Contains(known.Id);
            foreach (var head in reply.Heads)
                Learn(head);
        }
        catch (Exception e) when (e is not RequestRefusedException { Error.Temporary: false })
        {
            _attachWanted = true;
            throw;
        }
    }

    /// <summary>Those that the user has open first: the server attaches as many as it allows.</summary>
    private IEnumerable<Tracked> Followed() => _tracked.Values
        .Where(known => known.Large != false && Follows(known))
        .OrderByDescending(known => _watched.ContainsKey(known.Id))
        .ThenByDescending(static known => known.Large == true);

    /// <summary>Asks once more where all of them end.</summary>
    private void AttachAnew()
    {
        _attachedOn = null;
        _attachWanted = true;
    }

    /// <summary>How many members a conversation has, as the server says.</summary>
    private void Size(Tracked known, int members)
    {
        if (LargeGroup == 0 || known.Large == members >= LargeGroup)
            return;
        known.Large = members >= LargeGroup;
        _attachWanted = true;
    }

    /// <summary>Members were added: of a group that has become large by it no sync tells that.</summary>
    private void MayHaveGrown(Tracked known)
    {
        if (known.Large != false || LargeGroup == 0 || known.State is not { } state || state.MemberCount + MaxAdded < LargeGroup)
            return;
        known.Large = null;
        _attachWanted = true;
    }

    private void LearnHeads()
    {
        foreach (var head in _heads.Keys)
        {
            if (_heads.TryRemove(head, out var told))
                Learn(told);
        }
    }

    /// <summary>A log goes as far as this.</summary>
    private void Learn(Wire.LogHead head)
    {
        if (!_tracked.TryGetValue(head.ConversationId, out var known))
        {
            _syncWanted = true;
            return;
        }

        known.Head = Math.Max(known.Head, head.Seq);
        if (Follows(known) && (known.Behind || known.Position.Epoch != head.Epoch))
            Queue(known);
    }
}
