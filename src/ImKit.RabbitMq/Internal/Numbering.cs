using System.Security.Cryptography;

namespace ImKit.RabbitMq.Internal;

/// <summary>Numbers what one process publishes for each node, so that a node sees what did not arrive. Not for several threads at once.</summary>
internal sealed class Numbering
{
    private const int MostNodes = 10_000;
    private readonly Dictionary<NodeId, long> _last = [];
    private string _publisher = NewPublisher();

    public Envelope Next(NodeId target, ulong lane)
    {
        if (_last.Count >= MostNodes)
        {
            // Nodes that came and went under ever new names. Whoever begins anew is another publisher.
            _last.Clear();
            _publisher = NewPublisher();
        }

        var number = _last.GetValueOrDefault(target) + 1;
        _last[target] = number;
        return new Envelope(_publisher, number, lane);
    }

    private static string NewPublisher() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
