namespace ImKit.Faults.Network;

/// <summary>A server that the nodes share.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Peer">The same for a packet filter.</param>
/// <param name="Port">Where it listens on the loopback.</param>
/// <param name="Process">The number of its process; null if that has ended.</param>
/// <param name="KillAsync">SIGKILL.</param>
/// <param name="StartAgainAsync">A new start, if it has ended, until it answers.</param>
internal sealed record Backend(string Name, Peer Peer, int Port, Func<int?> Process, Func<Task> KillAsync, Func<Task> StartAgainAsync);
