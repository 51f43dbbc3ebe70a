namespace ImKit.Bench;

/// <summary>A server or a generator did not do what it should; the message is the reason for the table.</summary>
internal sealed class BenchException(string message) : Exception(message);
