using ImKit.EndToEnd.Tests.Chat;

namespace ImKit.EndToEnd.Tests.Echo;

/// <summary>A real browser's own WebSocket.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string Script = """
        async (url) => {
          const socket = new WebSocket(url, ['other', 'echo.imkit']);
          socket.binaryType = 'arraybuffer';
          const came = [];
          const closed = new Promise((resolve) => (socket.onclose = resolve));
          const next = () => new Promise((resolve, reject) => {
            socket.onmessage = (event) => resolve(event.data);
            socket.onerror = () => reject(new Error('the connection failed'));
          });
          await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('it did not open')); });
          came.push(`protocol ${socket.protocol}, extensions ${socket.extensions || 'none'}`);
          for (const text of ['', 'Grüße, 世界 🌍', 'x'.repeat(70000)]) {
            const answer = next();
            socket.send(text);
            came.push(`text of ${text.length}: ${(await answer) === text}`);
          }
          const bytes = new Uint8Array(1 << 20).map((_, i) => i * 7);
          const answer = next();
          socket.send(bytes);
          const echoed = new Uint8Array(await answer);
          came.push(`${echoed.length} bytes: ${echoed.every((value, i) => value === bytes[i])}`);
          const order = [];
          const all = new Promise((resolve) => { socket.onmessage = (event) => order.push(event.data) === 500 && resolve(); });
          for (let i = 0; i < 500; i++) socket.send(`${i}`);
          await all;
          came.push(`in order: ${order.every((value, i) => value === `${i}`)}`);
          socket.close(4000, 'enough');
          const end = await closed;
          came.push(`closed with ${end.code}, in order: ${end.wasClean}`);
          return came;
        }
        """;

    [Theory]
    [InlineData("linux")]
    [InlineData("dotnetty")]
    [InlineData("aspnetcore")]
    public async Task Chromium_gets_its_messages_back_whole_and_in_order_and_closes_in_order(string transport)
    {
        await using var server = await EchoServer.StartAsync(transport);
        var page = await browser.OpenEmptyAsync();
        Assert.Equal(
            [
                "protocol echo.imkit, extensions none", "text of 0: true", "text of 12: true", "text of 70000: true", "1048576 bytes: true", "in order: true",
                "closed with 4000, in order: true",
            ],
            await page.EvaluateAsync<string[]>(Script, server.Url));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Chromium_is_told_the_number_and_the_reason_when_the_server_closes()
    {
        await using var server = await EchoServer.StartAsync("linux");
        var page = await browser.OpenEmptyAsync();
        Assert.Equal("4006 as you wish true", await page.EvaluateAsync<string>("""
            (url) => new Promise((resolve) => {
              const socket = new WebSocket(url);
              socket.onopen = () => socket.send('close 4006 as you wish');
              socket.onclose = (end) => resolve(`${end.code} ${end.reason} ${end.wasClean}`);
            })
            """, server.Url));
        await page.Context.CloseAsync();
    }
}
