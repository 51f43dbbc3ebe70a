using System.Text.Json;
using System.Text.Unicode;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What a body may be. Pure; any thread.</summary>
internal static class BodyRules
{
    /// <summary>Receivers parse JSON bodies with parsers of their own: deeper nesting than this reaches none of them.</summary>
    public const int MaxJsonDepth = 32;

    public static ImError Check(BodyFormat format, ReadOnlySpan<byte> body, int maxBytes)
    {
        if (body.IsEmpty)
            return ImError.BadRequest("the body is empty");
        if (body.Length > maxBytes)
            return ImError.LimitExceeded($"the body is longer than {maxBytes} bytes");
        return format switch
        {
            BodyFormat.Text => Utf8.IsValid(body) ? default : ImError.BadRequest("the text is not UTF-8"),
            BodyFormat.Json => IsJson(body) ? default : ImError.BadRequest($"the body is not JSON of at most {MaxJsonDepth} levels"),
            BodyFormat.Binary => default,
            _ => ImError.BadRequest("the body's format is unknown"),
        };
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return false;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
