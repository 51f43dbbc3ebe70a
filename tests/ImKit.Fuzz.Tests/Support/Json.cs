using System.Text;

namespace ImKit.Fuzz.Tests.Support;

/// <summary>Pieces of JSON for the mutator.</summary>
internal static class Json
{
    private static readonly string[] Common =
        ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "false", "0", "-1", "9223372036854775807", "1e999", "\\u0000", "\\ud83d", "[[", "{\"a\":", "\u00e9"];

    public static IReadOnlyList<byte[]> Words(params string[] names) =>
        [.. Common.Select(Encoding.UTF8.GetBytes), .. names.Select(static name => Encoding.UTF8.GetBytes($"\"{name}\":")), .. names.Select(Encoding.UTF8.GetBytes)];
}
