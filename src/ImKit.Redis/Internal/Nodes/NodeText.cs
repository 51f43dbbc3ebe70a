using System.Globalization;
using ImKit.Nodes;

namespace ImKit.Redis.Internal.Nodes;

/// <summary>How a node describes itself, as text. Pure.</summary>
internal static class NodeText
{
    public static string Format(NodeInfo node) => string.Create(
        CultureInfo.InvariantCulture,
        $"{RedisKeys.Escape(node.Address)}|{RedisKeys.Escape(node.Region)}|{node.Weight}|{node.Connections}|{node.Addresses}|{node.Number}|{(int)node.Roles}|{node.Capacity}|{RedisKeys.Escape(node.Endpoints)}");

    public static NodeInfo Parse(string id, string owner, string text)
    {
        var parts = text.Split('|');
        return new NodeInfo
        {
            Id = new NodeId(id),
            BootId = long.Parse(owner.AsSpan(owner.LastIndexOf('|') + 1), CultureInfo.InvariantCulture),
            Address = Uri.UnescapeDataString(parts[0]),
            Region = Uri.UnescapeDataString(parts[1]),
            Weight = Number(parts[2]),
            Connections = Number(parts[3]),
            Addresses = Number(parts[4]),
            Number = Number(parts[5]),
            // Nodes of the version before do not say the rest.
            Roles = parts.Length > 6 ? (NodeRoles)Number(parts[6]) : NodeRoles.All,
            Capacity = parts.Length > 7 ? Number(parts[7]) : 0,
            Endpoints = parts.Length > 8 ? Uri.UnescapeDataString(parts[8]) : "",
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
