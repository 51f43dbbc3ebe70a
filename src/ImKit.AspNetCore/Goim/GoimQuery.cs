using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImKit.Goim;

/// <summary>Reads the parameters of one call and keeps what is wrong with the first bad one.</summary>
internal sealed class GoimQuery(IQueryCollection query)
{
    public delegate bool Parser<T>(string? text, out T value);

    /// <summary>What is wrong; null if nothing.</summary>
    public string? Error { get; private set; }

    /// <summary>A whole number; 0 if it is absent and need not be there. A required one must not be 0, as in goim.</summary>
    public int Number(string name, bool required)
    {
        var text = query[name] is [{ Length: > 0 } first, ..] ? first : "0";
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            Fail($"{name} must be a whole number");
        else if (required && number == 0)
            Fail($"{name} is required");
        return number;
    }

    /// <summary>An operation that a host may push under.</summary>
    public int Operation(bool required)
    {
        var operation = Number("operation", required);
        if (!Operations.IsHostOperation(operation))
            Fail($"operation {operation} is the protocol's own; push under {Operations.FirstHostOperation} and up");
        return operation;
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string name)
    {
        if (query[name] is [{ Length: > 0 } text, ..])
            return text;
        Fail($"{name} is required");
        return "";
    }

    /// <summary>The values of a repeated parameter; empty ones are passed over.</summary>
    public List<T> List<T>(string name, Parser<T> parse)
    {
        var values = new List<T>();
        foreach (var text in query[name])
        {
            if (string.IsNullOrEmpty(text))
                continue;
            if (parse(text, out var value))
                values.Add(value);
            else
                Fail($"{name} has a value that is not valid");
        }

        return values;
    }

    /// <summary>A room's id from goim's two parts.</summary>
    public static bool TryRoom(string type, string room, out RoomId id) => RoomId.TryCreate($"{type}://{room}", out id);

    public void Fail(string error) => Error ??= error;
}
