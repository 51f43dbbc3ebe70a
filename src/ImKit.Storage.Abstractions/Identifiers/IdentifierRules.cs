using System.Buffers;
using System.Text;

namespace ImKit;

/// <summary>The rules that identifiers share. Pure; any thread.</summary>
internal static class IdentifierRules
{
    private static readonly SearchValues<char> TenantChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsTenant(ReadOnlySpan<char> value) => value.Length <= 32 && !value.ContainsAnyExcept(TenantChars);

    /// <summary>1 to <paramref name="maxBytes"/> bytes of well-formed UTF-8, no control characters.</summary>
    public static bool IsText(ReadOnlySpan<char> value, int maxBytes)
    {
        if (value.IsEmpty || value.Length > maxBytes)
            return false;
        var bytes = 0;
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out var rune, out var consumed) != OperationStatus.Done || Rune.IsControl(rune))
                return false;
            bytes += rune.Utf8SequenceLength;
            value = value[consumed..];
        }

        return bytes <= maxBytes;
    }

    /// <summary>1 to <paramref name="maxLength"/> printable ASCII characters without the space.</summary>
    public static bool IsAscii(ReadOnlySpan<char> value, int maxLength) =>
        !value.IsEmpty && value.Length <= maxLength && !value.ContainsAnyExceptInRange('!', '~');

    public static string Require(string? value, bool valid, string rule) =>
        valid ? value! : throw new ArgumentException(rule, nameof(value));
}
