using System.Text;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Text of users that no rule has narrowed. Pure.</summary>
internal static class FreeText
{
    /// <summary>As the server can keep it: U+0000 and halves of surrogate pairs become U+FFFD. It would refuse the whole statement for them, and with it
    /// what others have in the same batch.</summary>
    public static string Storable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return Replace(text);
        }

        return text;
    }

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }
}
