namespace ImKit.Client;

/// <summary>Why a server refused a request. A server may use numbers that are not listed; treat them by their range.</summary>
/// <remarks>100–199 temporary, 200–299 the request, 300–399 identity and rights, 400–499 state.</remarks>
public enum ClientErrorCode
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Too much to do; nothing was stored.</summary>
    Busy = 100,

    /// <summary>A store did not answer; the outcome is unknown.</summary>
    Unavailable = 101,

    /// <summary>The server failed at this request.</summary>
    Internal = 102,

    /// <summary>Nobody answers this operation.</summary>
    UnknownOperation = 200,

    /// <summary>The body cannot be read or breaks a rule; the message says which.</summary>
    BadRequest = 201,

    /// <summary>More than allowed; the message says what.</summary>
    LimitExceeded = 202,

    /// <summary>The user may not do this.</summary>
    Forbidden = 300,

    /// <summary>The user is not a member of the conversation.</summary>
    NotMember = 301,

    /// <summary>Another payload was sent under the same client message id.</summary>
    Conflict = 400,

    /// <summary>There is no such conversation.</summary>
    NotFound = 401,

    /// <summary>A position or version is not of this log; the client itself reloads.</summary>
    Reset = 402,

    /// <summary>No entry that could be changed: none that the user sees, a recalled one, or a notice.</summary>
    EntryNotFound = 404,

    /// <summary>The entry has another version than the editor saw.</summary>
    VersionMismatch = 405,

    /// <summary>It is so already; nothing was stored.</summary>
    Unchanged = 406,
}
