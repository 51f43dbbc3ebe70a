namespace ImKit.Storage;

/// <summary>How the bytes of a body are to be read. A store keeps the number and never parses the bytes.</summary>
public enum BodyFormat
{
    /// <summary>No body.</summary>
    None = 0,

    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>UTF-8 JSON.</summary>
    Json = 2,

    /// <summary>Bytes that only the host understands.</summary>
    Binary = 3,
}
