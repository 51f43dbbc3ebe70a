using System.Collections.Concurrent;

namespace ImKit.Messaging;

/// <summary>Users whom the host's directory knows, if there is one; bounded. Any thread.</summary>
internal sealed class KnownUsers(TimeProvider time, IEnumerable<IUserDirectory> directories)
{
    private const int MaxKnown = 65536;
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(5);
    private readonly IUserDirectory? _directory = directories.LastOrDefault();
    private readonly ConcurrentDictionary<(TenantId Tenant, UserId User), long> _known = new();

    /// <summary>Whether nothing has to be asked.</summary>
    public bool Has(TenantId tenant, UserId user) =>
        _directory is null || (_known.TryGetValue((tenant, user), out var found) && time.GetElapsedTime(found) < Keep);

    /// <summary>Whether all of some users exist.</summary>
    public async ValueTask<bool> ExistAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        UserId[] asked = [.. users.Where(user => !Has(tenant, user))];
        if (asked.Length == 0)
            return true;
        var found = await _directory!.FindAsync(tenant, asked, cancel).ConfigureAwait(false);
        if (found.Count != asked.Length || found.Contains(null))
            return false;
        if (_known.Count >= MaxKnown)
            _known.Clear();
        foreach (var user in asked)
            _known[(tenant, user)] = time.GetTimestamp();
        return true;
    }
}
