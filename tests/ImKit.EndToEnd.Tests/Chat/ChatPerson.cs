using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>Somebody in front of the page, who finds things as people do: by their names.</summary>
internal sealed class ChatPerson : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public ChatPerson(string name, IPage page)
    {
        Name = name;
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A server that was killed is no fault of the page's.
            if (message.Type is "error" or "warning" && !message.Text.Contains("WebSocket connection", StringComparison.Ordinal))
                _complaints.Enqueue(message.Text);
        };
    }

    public string Name { get; }

    public IPage Page { get; }

    public ILocator Composer => Page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^(Message to|Say something)") });

    public ILocator Messages => Page.Locator(".messages .message");

    public ILocator Banner => Page.Locator("#banner");

    public async Task OpenAsync(string url)
    {
        await Page.GotoAsync(url);
        await Page.GetByLabel("Who are you today?").FillAsync(Name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(Page.Locator(".me-name")).ToHaveTextAsync(Name);
    }

    /// <summary>A row of the list: a conversation or the lounge, by its title.</summary>
    public ILocator Row(string title) =>
        Page.Locator(".conversations .row").Filter(new() { Has = Page.Locator(".row-title").GetByText(title, new() { Exact = true }) });

    /// <summary>A row of those who are online.</summary>
    public ILocator Online(string name) =>
        Page.Locator(".people .row").Filter(new() { Has = Page.Locator(".row-title").GetByText(name, new() { Exact = true }) });

    public async Task OpenRowAsync(ILocator row, string title)
    {
        await row.ClickAsync();
        await Expect(Page.Locator(".thread-title h1")).ToContainTextAsync(title);
    }

    public async Task SayAsync(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    /// <summary>Creates a group of people who are online, and stands in it.</summary>
    public async Task CreateGroupAsync(string title, params string[] members)
    {
        foreach (var member in members)
            await Expect(Online(member)).ToBeVisibleAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Page.GetByRole(AriaRole.Button, new() { Name = "New group" }).First.ClickAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name of the group" }).FillAsync(title);
        foreach (var member in members)
            await dialog.GetByRole(AriaRole.Button, new() { Name = member, Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(Page.Locator(".thread-title h1")).ToContainTextAsync(title);
    }

    /// <summary>Writes as one does by hand, key by key, and does not send it.</summary>
    public async Task BeginAsync(string text)
    {
        await Composer.ClickAsync();
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>A message by a part of its text.</summary>
    public ILocator Message(string text) => Messages.Filter(new() { Has = Page.Locator(".text", new() { HasText = text }) });

    /// <summary>Opens a message's menu and chooses from it: "Reply", "React 👍".</summary>
    public async Task ChooseAsync(string message, string choice)
    {
        await Message(message).GetByRole(AriaRole.Button, new() { Name = "Message actions" }).ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = choice, Exact = true }).ClickAsync();
    }

    /// <summary>Opens the menu of the conversation that is shown and chooses from it: "Pin", "Mute".</summary>
    public async Task ChooseAsync(string choice)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Conversation", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = choice, Exact = true }).ClickAsync();
    }

    /// <summary>Waits until the server has acknowledged everything that this person has sent.</summary>
    public Task ExpectAllSentAsync() => Expect(Page.Locator(".message.own:not([data-state=sent])")).ToHaveCountAsync(0);

    public Task<IReadOnlyList<string>> TextsAsync() => Page.Locator(".messages .message .text").AllTextContentsAsync();

    /// <summary>The numbers of the messages in the log, as the page has them.</summary>
    public async Task<long[]> SeqsAsync() =>
        await Messages.EvaluateAllAsync<long[]>("list => list.map(message => Number(message.dataset.seq ?? 0))");

    public Task ShotAsync(string name) => Page.ScreenshotAsync(new() { Path = Repository.Artifact($"chat/{name}.png"), Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(_complaints);
    }
}
