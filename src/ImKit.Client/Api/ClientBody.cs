namespace ImKit.Client;

/// <summary>The form of a body.</summary>
public enum ClientBodyFormat
{
    /// <summary>There is none, or none that this version of the client can read.</summary>
    None = 0,

    /// <summary>Text.</summary>
    Text = 1,

    /// <summary>JSON as text.</summary>
    Json = 2,

    /// <summary>Bytes.</summary>
    Data = 3,
}

/// <summary>What a message says: text, JSON or bytes. Immutable.</summary>
public sealed class ClientBody
{
    private readonly string? _text;

    private ClientBody(ClientBodyFormat format, string? text, ReadOnlyMemory<byte> data)
    {
        Format = format;
        _text = text;
        Data = data;
    }

    /// <summary>No body.</summary>
    public static ClientBody None { get; } = new(ClientBodyFormat.None, null, default);

    /// <summary>The form.</summary>
    public ClientBodyFormat Format { get; }

    /// <summary>The text or the JSON; empty otherwise.</summary>
    public string Text => _text ?? "";

    /// <summary>The bytes of <see cref="ClientBodyFormat.Data"/>; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A body of text; not empty.</summary>
    public static ClientBody OfText(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new(ClientBodyFormat.Text, text, default);
    }

    /// <summary>A body of JSON, at most 32 levels deep. The server checks it.</summary>
    public static ClientBody OfJson(string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(json);
        return new(ClientBodyFormat.Json, json, default);
    }

    /// <summary>A body of bytes; not empty, and not changed afterwards.</summary>
    public static ClientBody OfData(ReadOnlyMemory<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfZero(data.Length, nameof(data));
        return new(ClientBodyFormat.Data, null, data);
    }

    /// <summary>Text and JSON as they are, the length of anything else.</summary>
    public override string ToString() => _text ?? $"{Data.Length} bytes";
}
