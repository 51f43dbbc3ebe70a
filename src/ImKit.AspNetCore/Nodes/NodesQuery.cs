using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ImKit.Nodes;

/// <summary>What a client asks of the list of nodes.</summary>
internal sealed class NodesQuery
{
    private const int MaxKey = 128;
    private const int MaxRegion = 64;
    private static readonly string[] Transports = ["ws", "wss", "tcp", "tcps"];
    private readonly string _transport;

    public NodesQuery(HttpContext context, ImKitNodesOptions options)
    {
        var user = options.User is null ? Text(context, "user", MaxKey) : options.User(context) ?? "";
        var key = Text(context, "key", MaxKey);
        Region = options.Region is null ? Text(context, "region", MaxRegion) : options.Region(context) ?? "";
        _transport = Text(context, "transport", MaxKey);
        if (user.Length > 0 && !UserId.IsValid(user))
            Fail("user is no user id");
        if (user.Length > 0 && key.Length > 0 && options.User is null)
            Fail("user and key exclude each other");
        if (_transport.Length > 0 && !Transports.Contains(_transport, StringComparer.Ordinal))
            Fail($"transport has to be one of {string.Join(", ", Transports)}");
        // Who says nothing goes anywhere: by weight, like all others.
        Key = user.Length > 0 ? user : key.Length > 0 ? key : RandomNumberGenerator.GetHexString(16);
    }

    /// <summary>What is wrong; null if nothing.</summary>
    public string? Error { get; private set; }

    /// <summary>What draws the nodes.</summary>
    public string Key { get; }

    public string Region { get; }

    public bool Wants(string endpoint) => _transport.Length == 0 || endpoint.StartsWith(_transport + "://", StringComparison.Ordinal);

    private string Text(HttpContext context, string name, int limit)
    {
        var values = context.Request.Query[name];
        if (values.Count > 1)
            Fail($"{name} was given more than once");
        var text = values.Count == 1 ? values[0] ?? "" : "";
        if (text.Length > limit)
            Fail($"{name} has at most {limit} characters");
        return text;
    }

    private void Fail(string error) => Error ??= error;
}
