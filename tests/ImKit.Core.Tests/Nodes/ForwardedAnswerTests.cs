using Google.Protobuf;
using ImKit.Forwarding;
using ImKit.Nodes;
using ImKit.Threading;
using ImKit.Wire.Nodes;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Answers that come in parts.</summary>
public sealed class ForwardedAnswerTests
{
    [Fact]
    public async Task Parts_make_the_whole_in_whatever_order_they_come_and_however_often()
    {
        var answer = new ForwardedAnswer(new NodeInfo { Id = new NodeId("business"), BootId = 1 }, boot: 1, new ThreadPoolWorkQueue());
        foreach (var part in (int[])[2, 0, 0, 2])
            answer.Take(Part(part));
        Assert.False(answer.Task.IsCompleted);
        answer.Take(Part(1));
        var whole = (await answer.Task)!;
        // A broker may bring again what has come, also after the whole was handed out.
        foreach (var part in (int[])[0, 1, 2])
            answer.Take(Part(part));
        Assert.Equal("abc", whole.Body.ToStringUtf8());
    }

    private static ForwardReply Part(int number) => new() { Part = number, Parts = 3, Body = ByteString.CopyFromUtf8($"{(char)('a' + number)}") };
}
