using System.Text;
using static ImKit.Tests.Shared.ConformanceFrame;

namespace ImKit.Tests.Shared;

/// <summary>What a client sends, and what it has to get: messages and the close frame in this order, pongs in this order.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Sent">Any bytes behind the opening handshake.</param>
/// <param name="Expected">Lines of <see cref="Line"/>. If none is a close, the client closes with 1000 after it and is answered with 1000.</param>
internal sealed record ConformanceCase(string Name, byte[] Sent, params string[] Expected)
{
    public bool EndsInClose => Expected is [.., var last] && last.StartsWith("close", StringComparison.Ordinal);

    public static string Echo(string text) => Echo(TextCode, Encoding.UTF8.GetBytes(text));

    public static string Echo(int opcode, byte[] payload) => Line(opcode, payload);

    public static string Answer(string ping) => Line(PongCode, Encoding.UTF8.GetBytes(ping));

    public static string Ends(int code) => $"close {code}";

    public static byte[] Join(params IEnumerable<byte[]> frames) => [.. frames.SelectMany(static frame => frame)];
}
