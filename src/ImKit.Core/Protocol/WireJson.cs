using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace ImKit.Protocol;

/// <summary>The JSON form of bodies: proto3 JSON, save that an int64 marked JS_NUMBER is a number. Pure; any thread.</summary>
/// <remarks>Protobuf's own formatter writes every int64 as a string, which makes counters awkward in JavaScript.</remarks>
internal static class WireJson
{
    /// <summary>No message of ImKit's nests deeper; what does was made to exhaust the stack.</summary>
    private const int MaxDepth = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithRecursionLimit(MaxDepth));

    // Bodies are not embedded in HTML: text stays readable and short.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, Options);
        WireShape.Of(message.Descriptor).Write(writer, message);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static bool TryRead<T>(ReadOnlySpan<byte> body, out T message)
        where T : class, IMessage<T>, new()
    {
        message = null!;
        try
        {
            message = Parser.Parse<T>(Utf8.GetString(body));
            return true;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or DecoderFallbackException
            or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            // The parser documents the first two; the others are what it lets through for odd numbers, dates and escapes.
            return false;
        }
    }
}
