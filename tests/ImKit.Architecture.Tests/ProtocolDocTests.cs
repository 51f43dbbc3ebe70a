using System.Globalization;
using System.Reflection;
using System.Text;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>The tables of docs/protocol.md say what the code says.</summary>
public sealed class ProtocolDocTests
{
    private const string Page = "docs/protocol.md";

    [Fact]
    public void Every_error_code_stands_in_its_table()
    {
        var known = Values<ImError>().Where(static error => error.Value.IsError).Select(static error => (error.Value.Code, error.Name)).Order();
        Assert.Equal(known, Table("Error codes").Select(static row => (Number(row[0]), row[1])).Order());
    }

    [Fact]
    public void Every_close_code_stands_in_its_table_and_says_whether_to_reconnect()
    {
        var known = Values<CloseReason>().Select(static reason => (reason.Value.Code, reason.Name, reason.Value.Reconnect ? "yes" : "no")).Order();
        Assert.Equal(known, Table("Close codes").Select(static row => (Number(row[0]), row[1], row[2])).Order());
    }

    [Fact]
    public void Every_operation_stands_in_its_table()
    {
        var known = typeof(Operations).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static field => field.Name != nameof(Operations.FirstHostOperation)).Select(static field => ((int)field.GetValue(null)!, field.Name)).Order();
        Assert.Equal(known, Table("Operations").Select(static row => (Number(row[0]), row[1])).Order());
    }

    [Fact]
    public void Every_message_of_the_schema_that_a_table_names_exists()
    {
        var schema = Repository.Read("proto/imkit.proto");
        var named = Table("Operations").SelectMany(static row => row[3].Split('`')).Where(static word => word.Length > 0 && char.IsAsciiLetterUpper(word[0]) && !word.Contains(' ')).Where(static word => word != "JSON");
        Check.None(named.Where(word => !schema.Contains($"message {word} {{", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_ids_of_conversations_are_derived_as_told()
    {
        var direct = ConversationId.Direct(new UserId("anna"), new UserId("ben")).Value;
        Assert.Contains($"For `anna` and `ben` it is `{direct}`.", Repository.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_is_whole_frames_and_its_text_is_its_bytes()
    {
        var examples = Markdown.Blocks(Page, "hex");
        Assert.True(examples.Count >= 20, "the examples are gone");
        foreach (var example in examples)
        {
            var bytes = Bytes(example);
            for (var at = 0; at < bytes.Length; at += Length(bytes, at))
            {
                Assert.Equal((0, 16), (bytes[at + 4], bytes[at + 5]));
                Assert.InRange(Length(bytes, at), 16, bytes.Length - at);
            }
        }
    }

    private static byte[] Bytes(string[] example) => [.. example.SelectMany(static line =>
    {
        var columns = line.Split(" | ", 2);
        var bytes = Convert.FromHexString(columns[0].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(columns[1], Encoding.Latin1.GetString([.. bytes.Select(static b => b is >= 32 and < 127 ? b : (byte)'.')]).TrimEnd());
        return bytes;
    })];

    private static int Length(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));

    /// <summary>Every static property or function that makes a value of the type.</summary>
    private static IEnumerable<(string Name, T Value)> Values<T>()
    {
        foreach (var method in typeof(T).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(static method => method.ReturnType == typeof(T)))
        {
            object[] arguments = [.. method.GetParameters().Select(static _ => "what")];
            yield return (method.Name.Replace("get_", "", StringComparison.Ordinal), (T)method.Invoke(null, arguments)!);
        }
    }

    /// <summary>The rows of a table whose first cell is a number.</summary>
    private static IEnumerable<string[]> Table(string heading) => Markdown.Rows(Page, heading).Where(static row => row[0].All(char.IsAsciiDigit));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
