using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ImKit.Goim;

/// <summary>One answer in goim's envelope. The HTTP status is 200 whatever the code says, as goim's callers expect.</summary>
internal readonly struct GoimAnswer
{
    private readonly object _envelope;
    private readonly JsonTypeInfo _type;

    private GoimAnswer(object envelope, JsonTypeInfo type)
    {
        _envelope = envelope;
        _type = type;
    }

    public static GoimAnswer Done { get; } = new(new GoimEnvelope<bool?>(), GoimJson.Default.GoimEnvelopeNullableBoolean);

    public static GoimAnswer BadRequest(string message) => Error(-400, message);

    public static GoimAnswer Failed(string message) => Error(-500, message);

    public static GoimAnswer Of<T>(T data, JsonTypeInfo<GoimEnvelope<T>> type) => new(new GoimEnvelope<T> { Data = data }, type);

    public Task WriteAsync(HttpContext context) => context.Response.WriteAsJsonAsync(_envelope, _type, "application/json; charset=utf-8", context.RequestAborted);

    private static GoimAnswer Error(int code, string message) =>
        new(new GoimEnvelope<bool?> { Code = code, Message = message }, GoimJson.Default.GoimEnvelopeNullableBoolean);
}

/// <summary>goim's envelope; data that is null is left out.</summary>
internal sealed class GoimEnvelope<T>
{
    public int Code { get; init; }

    public string Message { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public T? Data { get; init; }
}

/// <summary>How the answers are written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GoimEnvelope<bool?>))]
[JsonSerializable(typeof(GoimEnvelope<GoimRoomCount[]>))]
[JsonSerializable(typeof(GoimEnvelope<Dictionary<string, int>>))]
[JsonSerializable(typeof(GoimEnvelope<GoimTotals>))]
[JsonSerializable(typeof(GoimEnvelope<GoimNodeList>))]
[JsonSerializable(typeof(GoimEnvelope<GoimInstance[]>))]
internal sealed partial class GoimJson : JsonSerializerContext;
