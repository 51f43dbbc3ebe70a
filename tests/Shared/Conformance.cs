using System.Net;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>RFC 6455 as a client meets it, section by section, against a server that echoes. Every case is sent whole, byte by byte and in odd pieces.</summary>
public abstract partial class Conformance<TRig>(ConformanceServer<TRig> server) : IClassFixture<ConformanceServer<TRig>>
    where TRig : ConformanceRig, new()
{
    private const int MaxBytewise = 1500;

    private IPEndPoint Address => server.Address;

    [Theory]
    [MemberData(nameof(FramingCases.Names), MemberType = typeof(FramingCases))]
    public Task Frames_are_read_as_section_5_2_says(string name) => KeepsAsync(FramingCases.All, name);

    [Theory]
    [MemberData(nameof(MaskingCases.Names), MemberType = typeof(MaskingCases))]
    public Task Masks_are_taken_off_as_section_5_3_says(string name) => KeepsAsync(MaskingCases.All, name);

    [Theory]
    [MemberData(nameof(FragmentCases.Names), MemberType = typeof(FragmentCases))]
    public Task Fragments_are_put_together_as_section_5_4_says(string name) => KeepsAsync(FragmentCases.All, name);

    [Theory]
    [MemberData(nameof(ControlCases.Names), MemberType = typeof(ControlCases))]
    public Task Control_frames_are_answered_as_section_5_5_says(string name) => KeepsAsync(ControlCases.All, name);

    [Theory]
    [MemberData(nameof(Utf8Cases.Names), MemberType = typeof(Utf8Cases))]
    public Task Text_is_checked_as_sections_5_6_and_8_1_say(string name) => KeepsAsync(Utf8Cases.All, name);

    [Theory]
    [MemberData(nameof(ClosingCases.Names), MemberType = typeof(ClosingCases))]
    public Task Connections_end_as_sections_7_1_and_7_4_say(string name) => KeepsAsync(ClosingCases.All, name);

    [Theory]
    [MemberData(nameof(LimitCases.Names), MemberType = typeof(LimitCases))]
    public Task Messages_may_be_large_and_limits_hold(string name) => KeepsAsync(LimitCases.All, name);

    private async Task KeepsAsync(IReadOnlyDictionary<string, ConformanceCase> cases, string name)
    {
        var kept = cases[name];
        foreach (var piece in kept.Sent.Length <= MaxBytewise ? (int[])[0, 1, 7] : [0, Math.Max(997, kept.Sent.Length / 200)])
            await KeepsAsync(kept, piece);
    }

    private async Task KeepsAsync(ConformanceCase kept, int piece)
    {
        using var peer = await ConformancePeer.OpenAsync(Address);
        var reading = peer.ReadToEndAsync();
        await peer.SendAsync(kept.Sent, piece);
        if (!kept.EndsInClose)
            await peer.SendAsync(ConformanceFrame.Close(1000));
        var came = await reading;
        string[] expected = kept.EndsInClose ? kept.Expected : [.. kept.Expected, ConformanceCase.Ends(1000)];
        // A pong may overtake a message that was complete before its ping.
        Assert.Equal(expected.Where(IsPong), came.Where(IsPong));
        Assert.Equal(expected.Where(static line => !IsPong(line)), came.Where(static line => !IsPong(line)));
    }

    private static bool IsPong(string line) => line.StartsWith("pong", StringComparison.Ordinal);
}

/// <summary>Makes a table of cases.</summary>
internal static class ConformanceTable
{
    public static IReadOnlyDictionary<string, ConformanceCase> Of(IEnumerable<ConformanceCase> cases) => cases.ToDictionary(static one => one.Name);

    public static TheoryData<string> NamesOf(IReadOnlyDictionary<string, ConformanceCase> cases) => [.. cases.Keys];
}
