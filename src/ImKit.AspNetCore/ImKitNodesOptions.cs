using Microsoft.AspNetCore.Http;

namespace ImKit;

/// <summary>Settings of the list of nodes that clients ask for.</summary>
public sealed class ImKitNodesOptions
{
    /// <summary>Lets anybody ask. Default false: the endpoint answers 403 until it is protected or this is set.</summary>
    public bool Open { get; set; }

    /// <summary>Tells where a client is, in the words of <see cref="NodeOptions.Region"/>; null or empty: nobody knows. Default: what the client says by the parameter
    /// <c>region</c>.</summary>
    public Func<HttpContext, string?>? Region { get; set; }

    /// <summary>Tells which user asks, such as the name of the request's principal; null or empty: nobody knows. Default: what the client says by the parameter
    /// <c>user</c>.</summary>
    public Func<HttpContext, string?>? User { get; set; }

    /// <summary>Nodes a client is told at most, 1 to 100. Default 5.</summary>
    public int MaxNodes { get; set; } = 5;

    internal void Validate()
    {
        if (MaxNodes is < 1 or > 100)
            throw new ArgumentException("ImKitNodesOptions.MaxNodes must be 1 to 100.");
    }
}
