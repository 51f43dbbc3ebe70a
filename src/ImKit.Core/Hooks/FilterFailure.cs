namespace ImKit;

/// <summary>What becomes of a step whose filter throws, does not answer in time, or changes it to something that breaks a rule.</summary>
public enum FilterFailure
{
    /// <summary>Fail-closed: it is refused for the time being, with <see cref="ImError.Internal"/>, or <see cref="ImError.Unavailable"/> if there was no answer.</summary>
    Closed = 0,

    /// <summary>Fail-open: it goes on as it was before that filter.</summary>
    Open = 1,
}
