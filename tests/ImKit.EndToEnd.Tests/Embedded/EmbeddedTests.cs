using System.Net;
using ImKit.Testing;

namespace ImKit.EndToEnd.Tests.Embedded;

/// <summary>The smallest host.</summary>
public sealed class EmbeddedTests
{
    private const int OrderShipped = 1000;

    [Fact]
    public async Task A_request_to_the_app_is_pushed_to_every_connection_of_the_user()
    {
        var address = $"127.0.0.1:{Ports.Free(1)[0]}";
        await using var process = await SampleProcess.StartAsync("Embedded", "--urls", $"http://{address}");
        await using var anna = await LoginAsync(address, "anna", version: 3);
        await using var again = await LoginAsync(address, "anna", version: 1);
        await using var bert = await LoginAsync(address, "bert", version: 2);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}") };

        Assert.Equal("""{"told":2}""", await PostAsync(http, "/orders/42/shipped?user=anna"));
        Assert.Equal("42", (await anna.ExpectAsync(OrderShipped)).Text);
        Assert.Equal("42", (await again.ExpectAsync(OrderShipped)).Text);
        Assert.Empty(await bert.CollectAsync(OrderShipped));
        Assert.Equal("""{"told":0}""", await PostAsync(http, "/orders/43/shipped?user=nobody"));

        using var bad = await http.PostAsync(new Uri("/orders/44/shipped?user=%01", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public void The_whole_sample_has_less_than_40_lines()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "Embedded"))
            .Where(static file => Path.GetExtension(file) is ".cs" or ".csproj");
        Assert.InRange(files.Sum(static file => File.ReadAllLines(file).Length), 1, 39);
    }

    private static async Task<TestClient> LoginAsync(string address, string user, int version)
    {
        var client = await TestClient.ConnectWebSocketAsync(new Uri($"ws://{address}/im"));
        client.Deadline = TimeSpan.FromSeconds(30);
        await client.LoginAsync(user, version);
        return client;
    }

    private static async Task<string> PostAsync(HttpClient http, string path)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), null);
        return await answer.Content.ReadAsStringAsync();
    }
}
