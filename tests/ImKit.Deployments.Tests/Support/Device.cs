using System.Collections.Concurrent;
using System.Text;

namespace ImKit.Deployments.Tests.Support;

/// <summary>A client, and what it has shown so far.</summary>
internal sealed class Device : IAsyncDisposable
{
    private readonly ConcurrentQueue<ClientEntry> _entries = new();
    private readonly ConcurrentQueue<string> _news = new();

    public Device(string user, string device, string room, IEnumerable<Uri> addresses)
    {
        var token = $$"""{"mid":"{{user}}","key":"{{user}}/{{device}}","room_id":"{{room}}","platform":"{{device}}","accepts":[1000]}""";
        var options = new ImKitClientOptions
        {
            Token = (_, _) => new(ClientToken.OfText(token)),
            InitialEntries = ImKitClientOptions.AllEntries,
            MinReconnectDelay = TimeSpan.FromMilliseconds(50),
            HeartbeatTimeout = TimeSpan.FromSeconds(30),
        };
        foreach (var address in addresses)
            options.Endpoints.Add(address);
        Client = new ImKitClient(options);
        Client.Applied += applied =>
        {
            foreach (var entry in applied.Entries)
                _entries.Enqueue(entry);
        };
        Client.Pushed += push => _news.Enqueue(Encoding.UTF8.GetString(push.Body.Span));
    }

    public ImKitClient Client { get; }

    /// <summary>Entries in the order in which they were shown.</summary>
    public IReadOnlyList<ClientEntry> Entries => [.. _entries];

    public IEnumerable<string> Texts => Entries.Where(static entry => entry.Kind == ClientEntryKind.Message).Select(static entry => entry.Body.Text);

    /// <summary>The application's own pushes, in the order in which they came.</summary>
    public IReadOnlyList<string> News => [.. _news];

    public Task ConnectAsync() => Client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit);

    public Task<ClientAck> TellAsync(string user, string text) => Client.SendAsync(ClientMessage.ToPeer(user, ClientBody.OfText(text))).WaitAsync(Until.Limit);

    public Task<ClientAck> SayAsync(string conversation, string text) => Client.SendAsync(ClientMessage.To(conversation, ClientBody.OfText(text))).WaitAsync(Until.Limit);

    public Task HasAsync(int messages) => Until.HoldsAsync(() => Texts.Count() >= messages, $"{messages} messages are shown");

    public Task HasNewsAsync(int pushes) => Until.HoldsAsync(() => News.Count >= pushes, $"{pushes} pushes are there");

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
