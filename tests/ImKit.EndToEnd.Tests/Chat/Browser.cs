using Microsoft.Playwright;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>One headless Chromium for the tests of a class; every person gets a context of their own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const float Patience = 45_000;
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>An empty page of its own; closed with its context by whoever asked for it.</summary>
    internal async Task<IPage> OpenEmptyAsync()
    {
        var context = await _browser!.NewContextAsync();
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    /// <summary>Somebody opens the page and signs in.</summary>
    internal Task<ChatPerson> SignInAsync(ChatServer server, string name, bool phone = false) => SignInAsync(server.Url, name, phone);

    /// <summary>Somebody opens the page at an address and signs in.</summary>
    internal async Task<ChatPerson> SignInAsync(string url, string name, bool phone = false)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1180, Height = 760 },
            HasTouch = phone,
            IsMobile = phone,
            DeviceScaleFactor = phone ? 2 : 1,
            ColorScheme = ColorScheme.Light,
        });
        context.SetDefaultTimeout(Patience);
        var person = new ChatPerson(name, await context.NewPageAsync());
        await person.OpenAsync(url);
        return person;
    }
}
