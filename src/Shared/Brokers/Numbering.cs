using System.Security.Cryptography;

namespace ImKit.Brokers;

/// <summary>Numbers what one process publishes for each node, so that a node sees what did not arrive. Not for several threads at once.</summary>
internal sealed class Numbering
{
    private const int MostNodes = 10_000;
    private readonly Dictionary<NodeId, long> _last = [];
    private string _publisher = NewPublisher();

    /// <returns>Who publishes, and the number of this message for that node, from 1.</returns>
    public (string Publisher, long Number) Next(NodeId target)
    {
        if (_last.Count >= MostNodes)
        {
            // Nodes that came and went under ever new names. Whoever begins anew is another publisher.
            _last.Clear();
            _publisher = NewPublisher();
        }

        var number = _last.GetValueOrDefault(target) + 1;
        _last[target] = number;
        return (_publisher, number);
    }

    private static string NewPublisher() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
