using System.Globalization;
using ImKit.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImKit.Goim;

/// <summary>Which nodes there are, and which of them a client should try. Any thread.</summary>
internal sealed class GoimNodes(IServiceProvider services, GoimApiOptions options)
{
    private readonly INodeRegistry _registry = services.GetRequiredService<INodeRegistry>();
    private readonly ProtocolOptions _protocol = services.GetRequiredService<IOptions<ImKitOptions>>().Value.Protocol;
    private readonly TimeProvider _time = services.GetService<TimeProvider>() ?? TimeProvider.System;

    public async ValueTask<int> CountAsync(CancellationToken cancel) => (await _registry.ListAsync(cancel).ConfigureAwait(false)).Count;

    public async Task<GoimAnswer> WeightedAsync(HttpContext context)
    {
        var nodes = await _registry.ListAsync(context.RequestAborted).ConfigureAwait(false);
        var domain = options.Domain.Length > 0 ? options.Domain : context.Request.Host.Host;
        var web = options.HostDomain.Length > 0 && context.Request.Query["platform"] == "web";
        var region = options.Region?.Invoke(context);
        string[] addresses =
        [
            .. nodes
                .Where(node => node.Weight > 0 && node.Roles.HasFlag(NodeRoles.Access) && (web || node.Address.Length > 0))
                .OrderBy(node => Load(node, region)).ThenBy(static node => node.Id)
                .Take(options.MaxNodes)
                .Select(node => web ? node.Id.Value + options.HostDomain : node.Address),
        ];
        var list = new GoimNodeList(
            domain, options.TcpPort, options.WsPort, options.WssPort, (int)_protocol.Heartbeat.TotalSeconds, _protocol.HeartbeatMisses,
            addresses.Length > 0 ? addresses : [domain],
            new GoimBackoffData(options.Backoff.MaxDelay, options.Backoff.BaseDelay, options.Backoff.Factor, options.Backoff.Jitter));
        return GoimAnswer.Of(list, GoimJson.Default.GoimEnvelopeGoimNodeList);
    }

    public async Task<GoimAnswer> InstancesAsync(HttpContext context)
    {
        var nodes = await _registry.ListAsync(context.RequestAborted).ConfigureAwait(false);
        GoimInstance[] instances = [.. nodes.OrderBy(static node => node.Id).Select(Instance)];
        return GoimAnswer.Of(instances, GoimJson.Default.GoimEnvelopeGoimInstanceArray);
    }

    /// <summary>How much a node would have to do for its weight with one client more.</summary>
    private double Load(NodeInfo node, string? region)
    {
        var near = !string.IsNullOrEmpty(region) && string.Equals(node.Region, region, StringComparison.Ordinal);
        return (node.Connections + 1) / (node.Weight * (near ? options.RegionWeight : 1));
    }

    private GoimInstance Instance(NodeInfo node) => new(
        node.Region, Zone: "", Env: "", AppId: "goim.comet", node.Id.Value, node.Address.Length > 0 ? [node.Address] : [], Version: "",
        _time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["weight"] = node.Weight.ToString(CultureInfo.InvariantCulture),
            ["offline"] = node.Weight == 0 ? "true" : "false",
            ["addrs"] = node.Address,
            ["conn_count"] = node.Connections.ToString(CultureInfo.InvariantCulture),
            ["ip_count"] = node.Addresses.ToString(CultureInfo.InvariantCulture),
        });
}
