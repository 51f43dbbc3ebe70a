using System.Text;
using CsCheck;
using ImKit.Core.Tests.Access;
using ImKit.Protocol;
using ImKit.Testing;

namespace ImKit.Core.Tests.Protocol;

public sealed class FrameTests
{
    private static readonly Gen<byte[]> GenBody = Gen.Byte.Array[0, 60];

    private static readonly Gen<(int Operation, byte[] Body)> GenRequest = Gen.OneOf(
        GenBody.Select(static body => (Operations.Heartbeat, body)),
        GenBody.Select(static body => (1000, body)),
        Gen.Int[0, 9].Select(static room => (Operations.ChangeRoom, Encoding.UTF8.GetBytes($"live://{room}"))),
        Gen.Int[1000, 1009].Select(static operation => (Operations.Subscribe, Encoding.UTF8.GetBytes($"{operation},7"))),
        Gen.Int[1000, 1009].Select(static operation => (Operations.Unsubscribe, Encoding.UTF8.GetBytes($"{operation}"))));

    [Fact]
    public void A_header_reads_as_it_was_written() =>
        Gen.Select(Gen.Int[16, 5000], Gen.Int[0, 32767], Gen.Int, Gen.Int).Sample(static (length, version, operation, sequence) =>
        {
            var bytes = new byte[FrameHeader.Size];
            new FrameHeader(length, version, operation, sequence).Write(bytes);
            Assert.Null(FrameHeader.Read(bytes, 5000, out var read));
            Assert.Equal(new FrameHeader(length, version, operation, sequence), read);
        });

    [Theory]
    [InlineData(15, 16)]
    [InlineData(0, 16)]
    [InlineData(-1, 16)]
    [InlineData(int.MinValue, 16)]
    [InlineData(5001, 16)]
    [InlineData(int.MaxValue, 16)]
    [InlineData(100, 15)]
    [InlineData(100, 17)]
    [InlineData(100, 0)]
    [InlineData(100, -16)]
    public void A_header_with_a_length_that_cannot_be_is_refused(int packLength, short headerLength) =>
        Assert.NotNull(FrameHeader.Read(new TestFrame(1, 2, 3, default).ToArray(packLength, headerLength), 5000, out _));

    [Fact]
    public async Task However_a_stream_is_cut_the_answers_are_the_same() =>
        await Gen.Select(Gen.Int[1, 1_000_000], GenRequest.Array[1, 20], Gen.Int[1, 40].Array[1, 60], Gen.Int[1, 3])
            .SampleAsync(static async (seed, requests, lengths, version) =>
            {
                var whole = await AnswersAsync(new Simulation(seed), requests, null, version);
                var cut = await AnswersAsync(new Simulation(seed), requests, lengths, version);
                Assert.Equal(whole, cut);
            }, iter: 100);

    [Fact]
    public async Task Whatever_bytes_a_client_sends_the_server_answers_or_closes_with_a_reason_and_serves_the_others() =>
        await Gen.Select(Gen.Int[1, 1_000_000], Gen.Byte.Array[0, 300], Gen.Bool, Gen.Bool).SampleAsync(static async (seed, rubbish, loggedIn, message) =>
        {
            var simulation = new Simulation(seed);
            await using var server = await AccessServer.StartAsync(simulation, static options =>
            {
                options.Protocol.MaxFrameBytes = 256;
                options.Messaging.MaxBodyBytes = 200;
            });
            await using var other = await server.LoginAsync(Tokens.For("other"));
            await using var client = server.Connect(new InMemoryClientOptions { Framing = message ? Transports.Framing.Message : Transports.Framing.Stream });
            if (loggedIn)
                await client.LoginAsync(Tokens.For("1"));
            if (rubbish.Length > 0)
                await client.SendBytesAsync(rubbish);
            simulation.RunUntilIdle();
            if (((InMemoryClientWire)client.Wire).Client.End != ConnectionEnd.None)
                Assert.InRange((await client.ExpectDisconnectAsync()).Code, 4000, 4999);
            await other.HeartbeatAsync();
        }, iter: 500);

    [Fact]
    public void Frames_that_are_joined_are_the_frames_one_after_the_other_and_know_how_many_lie_within_any_length() =>
        Gen.Select(Gen.Enum<WireForm>(), GenBody.Array[2, 12]).Sample(static (form, bodies) =>
        {
            var blocks = bodies.Select(body => FrameBlock.Push(form, 1000, body, null)).ToArray();
            var joined = FrameBlock.Join(form, blocks);
            var frames = blocks.Zip(bodies).SelectMany(static pair => pair.First.Bytes[^(FrameHeader.Size + pair.Second.Length)..]).ToArray();
            Assert.Equal(frames, joined.Bytes[^frames.Length..]);
            var wrap = joined.Length - frames.Length;
            Assert.Equal(bodies.Length, joined.Pushes);
            for (var length = 0; length <= joined.Length; length++)
            {
                if (form.Framing() == Transports.Framing.Message && length < joined.Length)
                {
                    Assert.Equal(0, joined.PushesWithin(length));
                    continue;
                }

                var (whole, at) = (0, wrap);
                while (whole < bodies.Length && at + FrameHeader.Size + bodies[whole].Length <= length)
                    at += FrameHeader.Size + bodies[whole++].Length;
                Assert.Equal(whole, joined.PushesWithin(length));
            }
        });

    [Fact]
    public void Stashed_bytes_come_out_in_the_order_in_which_they_went_in() =>
        Gen.Select(Gen.Int[0, 700], Gen.Int[0, 700]).Array[1, 50].Sample(static steps =>
        {
            var stash = default(ReceiveStash);
            var (written, read) = (0L, 0L);
            foreach (var (append, consume) in steps)
            {
                stash.Append(ImKit.Tests.Shared.TransportPattern.Bytes(written, append));
                written += append;
                var taken = Math.Min(consume, stash.Count);
                ImKit.Tests.Shared.TransportPattern.Check(stash.Span[..taken], read);
                stash.Consume(taken);
                read += taken;
                Assert.Equal(written - read, stash.Count);
                Assert.Equal(written == read, stash.IsEmpty);
            }

            stash.Release();
        });

    private static async Task<string[]> AnswersAsync(Simulation simulation, (int Operation, byte[] Body)[] requests, int[]? lengths, int version)
    {
        await using var server = await AccessServer.StartAsync(simulation);
        await using var client = server.Connect();
        client.Version = version;
        var bytes = new List<byte>(client.Frame(Operations.Login, Encoding.UTF8.GetBytes(Tokens.For("1", key: "1"))).ToArray());
        foreach (var (operation, body) in requests)
            bytes.AddRange(client.Frame(operation, body).ToArray());
        var raw = ((InMemoryClientWire)client.Wire).Client;
        if (lengths is null)
            raw.Send(bytes.ToArray());
        else
            raw.SendInPieces(bytes.ToArray(), lengths);
        simulation.RunUntilIdle();
        client.ReadArrived();
        // A change of room is answered when the cluster knows of it, which may be after the answers to what was sent behind it.
        return [.. client.Queued.OrderBy(static frame => frame.Sequence).Select(static frame => $"{frame} {Convert.ToHexString(frame.Body.Span)}"), $"{raw.End}"];
    }
}
