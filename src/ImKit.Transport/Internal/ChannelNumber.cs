using DotNetty.Transport.Channels;

namespace ImKit.Transports.Internal;

/// <summary>A channel's id: a number. DotNetty's own holds machine and process ids in an array, half a percent of an idle connection's memory.</summary>
internal sealed class ChannelNumber : IChannelId
{
    private static long s_last;
    private readonly long _number = Interlocked.Increment(ref s_last);

    public string AsShortText() => _number.ToString();

    public string AsLongText() => _number.ToString();

    public int CompareTo(IChannelId? other) => other is ChannelNumber that ? _number.CompareTo(that._number) : 1;
}
