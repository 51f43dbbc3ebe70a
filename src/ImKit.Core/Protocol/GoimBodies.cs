using System.Buffers.Text;
using System.Text;

namespace ImKit.Protocol;

/// <summary>The text bodies of goim's operations. Pure.</summary>
internal static class GoimBodies
{
    /// <summary>Reads <c>1000,1001</c>. Empty text is an empty list.</summary>
    /// <param name="body">Decimal numbers between commas; blanks around a number are passed over.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="operations">Sorted, each once.</param>
    public static bool TryReadOperations(ReadOnlySpan<byte> body, int limit, out int[] operations)
    {
        operations = [];
        var found = new List<int>();
        while (!body.IsEmpty)
        {
            var comma = body.IndexOf((byte)',');
            var part = (comma < 0 ? body : body[..comma]).Trim((byte)' ');
            if (!Utf8Parser.TryParse(part, out int operation, out var consumed) || consumed != part.Length)
                return false;
            // At most as many as the limit: keeping them in order costs less than a tree of nodes.
            var index = found.BinarySearch(operation);
            if (index < 0 && found.Count >= limit)
                return false;
            if (index < 0)
                found.Insert(~index, operation);
            body = comma < 0 ? default : body[(comma + 1)..];
        }

        operations = [.. found];
        return true;
    }

    /// <summary>Reads a room id; false if it is no well-formed one within the limit.</summary>
    public static bool TryReadRoom(ReadOnlySpan<byte> body, int maxBytes, out RoomId room)
    {
        room = default;
        if (body.Length > maxBytes || !System.Text.Unicode.Utf8.IsValid(body))
            return false;
        return RoomId.TryCreate(Encoding.UTF8.GetString(body), out room);
    }
}
