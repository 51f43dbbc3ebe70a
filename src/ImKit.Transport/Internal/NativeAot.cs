using System.Diagnostics.CodeAnalysis;

namespace ImKit.Transports.Internal;

/// <summary>Keeps what DotNetty finds by reflection when the host is trimmed or compiled ahead of time.</summary>
internal static class NativeAot
{
    /// <summary>A pipeline looks up the methods of its handlers by name, of its own head and tail too, and fails at start without them.</summary>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(InboundHandler))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, "DotNetty.Transport.Channels.DefaultChannelPipeline.HeadContext", "DotNetty.Transport")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, "DotNetty.Transport.Channels.DefaultChannelPipeline.TailContext", "DotNetty.Transport")]
    public static void KeepHandlers()
    {
    }
}
