namespace ImKit;

/// <summary>A refusal as data: what the caller did not get, and whether the same again may succeed.</summary>
/// <remarks>100–199 temporary, 200–299 the request, 300–399 identity and rights, 400–499 state. Numbers are never reused.</remarks>
/// <param name="Code">The number; 0 is no error.</param>
/// <param name="Message">For people; nothing secret.</param>
public readonly record struct ImError(int Code, string Message)
{
    /// <summary>No error.</summary>
    public static ImError None => default;

    /// <summary>Too much to do; try again after a while.</summary>
    public static ImError Busy => new(100, "busy, try again");

    /// <summary>A store or broker did not answer. The outcome is unknown: try again with the same client message id.</summary>
    public static ImError Unavailable => new(101, "temporarily unavailable, try again with the same id");

    /// <summary>The server failed at this request.</summary>
    public static ImError Internal => new(102, "internal error");

    /// <summary>Asked for too fast; the same again after a while may succeed. Who does not stop is closed.</summary>
    public static ImError TooFast => new(103, "too many requests, slow down");

    /// <summary>The operation is not known.</summary>
    public static ImError UnknownOperation => new(200, "unknown operation");

    /// <summary>The body cannot be read or breaks a rule.</summary>
    public static ImError BadRequest(string what) => new(201, what);

    /// <summary>A limit is exceeded.</summary>
    public static ImError LimitExceeded(string what) => new(202, what);

    /// <summary>The user may not do this.</summary>
    public static ImError Forbidden => new(300, "not allowed");

    /// <summary>The user is not a member.</summary>
    public static ImError NotMember => new(301, "not a member of the conversation");

    /// <summary>The user is a member who may not speak: muted, or only admins speak here.</summary>
    public static ImError MayNotSpeak => new(302, "may read and not speak");

    /// <summary>One of the users has blocked the other.</summary>
    public static ImError Blocked => new(303, "blocked");

    /// <summary>A user is banned from the conversation; the ban has to be lifted first.</summary>
    public static ImError Banned => new(304, "banned from the conversation");

    /// <summary>The owner hands the group over before they leave it.</summary>
    public static ImError OwnerStays => new(305, "hand the group over first");

    /// <summary>Another payload was sent under the same client message id.</summary>
    public static ImError Conflict => new(400, "another payload was sent under this id");

    /// <summary>There is no such conversation.</summary>
    public static ImError NotFound => new(401, "no such conversation");

    /// <summary>The position does not match the log: drop what is cached of the conversation and load it again.</summary>
    public static ImError Reset => new(402, "position does not match the log, reload");

    /// <summary>The conversation is dissolved: it can be read, and takes nothing any more.</summary>
    public static ImError Dissolved => new(403, "the conversation is dissolved");

    /// <summary>There is no entry at the seq that could be changed or answered: none that the user sees, a recalled one, or a notice.</summary>
    public static ImError EntryNotFound => new(404, "no such entry");

    /// <summary>The entry has another version than the editor saw: read it again.</summary>
    public static ImError VersionMismatch => new(405, "the entry has another version");

    /// <summary>It is already as the request would make it. Nothing was stored.</summary>
    public static ImError Unchanged => new(406, "it is so already");

    /// <summary>There is no such user.</summary>
    public static ImError UnknownUser => new(407, "no such user");

    /// <summary>Whether this is an error.</summary>
    public bool IsError => Code != 0;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Temporary => Code is >= 100 and < 200;
}

/// <summary>A value, or the reason why there is none.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, ImError error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The reason; <see cref="ImError.None"/> if there is a value.</summary>
    public ImError Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Ok => !Error.IsError;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message names the error.</exception>
    public T Value => Ok ? _value! : throw new InvalidOperationException($"{Error.Code}: {Error.Message}");

    /// <summary>A value whose type is an interface, which the language converts by no operator.</summary>
    internal static Result<T> Of(T value) => new(value, default);

    /// <summary>A value.</summary>
    public static implicit operator Result<T>(T value) => new(value, default);

    /// <summary>A refusal.</summary>
    public static implicit operator Result<T>(ImError error) => new(default, error);
}
