using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>The live room.</summary>
public sealed class LoungeTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_lounge_counts_its_people_and_keeps_nothing()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Row("Lounge"), "Lounge");
        await Expect(grace.Row("Lounge")).ToContainTextAsync("1 person inside");
        await ada.SayAsync("Is anybody here?");
        await Expect(ada.Page.Locator(".lounge-line")).ToHaveCountAsync(1);

        await grace.OpenRowAsync(grace.Row("Lounge"), "Lounge");
        await Expect(ada.Page.Locator(".lounge-count")).ToHaveTextAsync("2 people here now");
        await grace.SayAsync("I am, <i>now</i>");
        await Expect(ada.Page.Locator(".lounge-line .said")).ToHaveTextAsync(["Is anybody here?", "I am, <i>now</i>"]);
        await Expect(grace.Page.Locator(".lounge-line .said")).ToHaveTextAsync(["I am, <i>now</i>"]);

        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Send 🎉" }).ClickAsync();
        await Expect(ada.Page.Locator(".rising", new() { HasText = "Grace" })).ToBeAttachedAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        await ada.ShotAsync("lounge-dark");

        await grace.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.Locator(".lounge-count")).ToHaveTextAsync("1 person here now");
        await grace.OpenRowAsync(grace.Row("Lounge"), "Lounge");
        await Expect(grace.Page.Locator(".lounge-line")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whoever_was_in_the_lounge_is_there_again_after_the_server_was_killed()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Row("Lounge"), "Lounge");
        await grace.OpenRowAsync(grace.Row("Lounge"), "Lounge");
        await Expect(ada.Page.Locator(".lounge-count")).ToHaveTextAsync("2 people here now");

        await server.KillAsync();
        await Expect(ada.Banner).ToBeVisibleAsync();
        await server.StartAgainAsync();
        await Expect(ada.Page.Locator(".lounge-count")).ToHaveTextAsync("2 people here now");
        await grace.SayAsync("Still here");
        await Expect(ada.Page.Locator(".lounge-line .said")).ToHaveTextAsync(["Still here"]);
    }
}
