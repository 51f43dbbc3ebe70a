using System.Diagnostics;

namespace ImKit.Diagnostics;

/// <summary>Activities along the way of a message; the source is called <c>ImKit</c>.</summary>
internal static class ImKitActivities
{
    public const string SourceName = "ImKit";

    public static readonly ActivitySource Source = new(SourceName);

    /// <summary>Around the host's handler of an upstream operation.</summary>
    public static Activity? Handle(int operation)
    {
        var activity = Source.StartActivity("imkit.handle", ActivityKind.Server);
        activity?.SetTag("imkit.operation", operation);
        return activity;
    }

    /// <summary>Around a send, from its entry into a lane to its acknowledgement.</summary>
    public static Activity? Send(ConversationKind kind)
    {
        var activity = Source.StartActivity("imkit.send");
        activity?.SetTag("imkit.conversation.kind", kind.ToString());
        return activity;
    }

    /// <summary>Around the append of a batch to the message store.</summary>
    public static Activity? Append(int entries)
    {
        var activity = Source.StartActivity("imkit.append");
        activity?.SetTag("imkit.entries", entries);
        return activity;
    }

    /// <summary>Around the after-commit work of consecutive entries.</summary>
    public static Activity? Dispatch(int entries)
    {
        var activity = Source.StartActivity("imkit.dispatch");
        activity?.SetTag("imkit.entries", entries);
        return activity;
    }
}
