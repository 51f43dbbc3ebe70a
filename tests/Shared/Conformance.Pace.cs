using System.Text;
using Xunit;
using static ImKit.Tests.Shared.ConformanceFrame;

namespace ImKit.Tests.Shared;

/// <summary>What depends on when something comes: answers that must not wait, and clients that do not read.</summary>
public abstract partial class Conformance<TRig>
{
    [Fact]
    public async Task A_ping_inside_a_message_is_answered_before_the_message_goes_on()
    {
        using var peer = await ConformancePeer.OpenAsync(Address);
        await peer.SendAsync(ConformanceCase.Join(Text("one ", final: false), Ping("now")));
        Assert.Equal(ConformanceCase.Answer("now"), await ReadAsync(peer));
        await peer.SendAsync(More("two", final: true));
        Assert.Equal(ConformanceCase.Echo("one two"), await ReadAsync(peer));
    }

    [Fact]
    public async Task A_message_is_answered_without_another_one_behind_it()
    {
        using var peer = await ConformancePeer.OpenAsync(Address);
        for (var i = 0; i < 200; i++)
        {
            await peer.SendAsync(Text($"{i}"));
            Assert.Equal(ConformanceCase.Echo($"{i}"), await ReadAsync(peer));
        }
    }

    [Fact]
    public async Task Half_a_message_that_never_ends_does_not_hold_up_a_close()
    {
        using var peer = await ConformancePeer.OpenAsync(Address);
        await peer.SendAsync(Binary(new byte[5000], final: false));
        await peer.SendAsync(Close(1000));
        Assert.Equal(["close 1000"], await peer.ReadToEndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_reads_nothing_for_long_gets_every_answer_in_order(bool violates)
    {
        using var peer = await ConformancePeer.OpenAsync(Address, receiveBuffer: 4096);
        var sent = 0;
        var sending = SendManyAsync();
        // Until the server stops reading, because its answers are not taken.
        for (var before = -1; before != Volatile.Read(ref sent) && !sending.IsCompleted; before = Volatile.Read(ref sent))
            await LookTwiceAsync();
        var came = await peer.ReadToEndAsync();
        await sending;
        Assert.Equal([.. Enumerable.Range(0, Messages).Select(Expected), violates ? "close 1002" : "close 1000"], came);

        async Task SendManyAsync()
        {
            for (var i = 0; i < Messages; i++)
            {
                await peer.SendAsync(Text(Message(i)));
                Volatile.Write(ref sent, i + 1);
            }

            await peer.SendAsync(violates ? Frame(Bits(3), []) : Close(1000));
        }
    }

    private const int Messages = 3000;

    private static string Message(int number) => $"{number} {new string('m', 4000)}";

    private static string Expected(int number) => ConformanceCase.Echo(Message(number));

    private static async Task LookTwiceAsync()
    {
        var looks = 0;
        await Until.HoldsAsync(() => ++looks == 20, "looked again and again");
    }

    private static async Task<string> ReadAsync(ConformancePeer peer)
    {
        var (opcode, payload) = await peer.ReadFrameAsync();
        return Line(opcode, payload);
    }
}
