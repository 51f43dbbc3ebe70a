using System.Net;
using System.Net.Sockets;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>What the chat's program says when it starts, or why it does not.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task It_prints_one_line_with_the_address_that_serves_the_page()
    {
        using var data = new TemporaryFolder();
        await using var chat = await SampleProcess.StartAsync("Chat", "--port", "0", "--data", data.Path);
        const string announced = "ImKit Chat is ready: ";
        Assert.StartsWith(announced, chat.Output, StringComparison.Ordinal);
        Assert.Single(chat.Output.Split('\n'));
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri(chat.ReadyLine[announced.Length..]));
        Assert.Contains("<strong>Demo sign-in.</strong>", page, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data.Path, "chat.db")));
    }

    [Fact]
    public async Task A_bad_port_or_one_that_is_taken_ends_with_a_clear_error()
    {
        using var data = new TemporaryFolder();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var taken = ((IPEndPoint)other.LocalEndPoint!).Port;

        var (exitCode, output) = await SampleProcess.RunAsync("Chat", "--port", $"{taken}", "--data", data.Path);
        Assert.Equal((1, true), (exitCode, output.StartsWith("cannot start: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal((2, "--port has to be 0 to 65535, not 'x'"), await SampleProcess.RunAsync("Chat", "--port", "x", "--data", data.Path));
        Assert.Equal((2, "--ws has to be 0 to 65535, not '-1'"), await SampleProcess.RunAsync("Chat", "--ws", "-1", "--data", data.Path));
        Assert.Equal(
            (2, "--transport is linux, dotnetty or aspnetcore, not 'udp'"), await SampleProcess.RunAsync("Chat", "--transport", "udp", "--data", data.Path));
    }

    [Fact]
    public async Task One_of_several_nodes_without_what_they_share_ends_with_a_clear_error()
    {
        using var data = new TemporaryFolder();
        Assert.Equal(
            (2, "--redis needs --postgres: several nodes share their messages, and a file belongs to one machine"),
            await SampleProcess.RunAsync("Chat", "--redis", "127.0.0.1:1", "--node", "1", "--data", data.Path));
        Assert.Equal(
            (2, "--redis needs --node, 0 to 1023, another one for each node"),
            await SampleProcess.RunAsync("Chat", "--redis", "127.0.0.1:1", "--postgres", "Host=127.0.0.1", "--node", "1024", "--data", data.Path));
        Assert.Equal(
            (2, "--proxy is an address or a network of proxies, not 'x'"), await SampleProcess.RunAsync("Chat", "--proxy", "x", "--data", data.Path));
    }
}
