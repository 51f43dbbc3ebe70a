using System.Text;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>Bytes as goim.md draws them: the header written out by hand, in hexadecimal, then the body.</summary>
internal static class Wire
{
    /// <param name="hex">packLen headerLen ver op seq, and more; blanks do not count.</param>
    /// <param name="text">What follows, as UTF-8.</param>
    public static byte[] Bytes(string hex, string text = "") =>
        [.. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>A login of goim's: packLen counts the token, operation 7, seq 1.</summary>
    public static byte[] Login(string token) => Bytes($"{16 + Encoding.UTF8.GetByteCount(token):X8} 0010 0001 00000007 00000001", token);

    public static readonly byte[] LoginReply = Bytes("00000010 0010 0001 00000008 00000001");
}
