using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>Ends the clients that the server has closed.</summary>
internal sealed class CrowdEnding(CrowdPart part) : ILoopWork
{
    public void Run() => part.EndWaiting();
}
