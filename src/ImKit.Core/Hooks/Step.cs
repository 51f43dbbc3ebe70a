namespace ImKit;

/// <summary>Something that somebody is about to do, or has done, told to the host's hooks: one sealed record for each.</summary>
public abstract record Step
{
    private protected Step()
    {
    }

    /// <summary>Where, in the largest sense.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Who.</summary>
    public required UserId User { get; init; }
}
