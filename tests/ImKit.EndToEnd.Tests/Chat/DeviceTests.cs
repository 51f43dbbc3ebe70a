using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>What one does for oneself: all tabs of the same person follow, and nobody else.</summary>
public sealed class DeviceTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Two_tabs_of_one_person_stay_in_step()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await using var again = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("First");
        await ada.SayAsync("Second");
        await Expect(again.Row("Ada").Locator(".badge")).ToHaveTextAsync("2");

        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(again.Row("Ada").Locator(".badge")).ToHaveCountAsync(0);
        await grace.BeginAsync("Not finis");
        await Expect(again.Row("Ada").Locator(".row-preview")).ToHaveTextAsync("Draft: Not finis");
        await grace.ChooseAsync("Pin");
        await Expect(again.Row("Ada").Locator(".icon-pin")).ToBeVisibleAsync();
        await grace.ChooseAsync("Mute");
        await Expect(again.Row("Ada").Locator(".icon-mute")).ToBeVisibleAsync();
        await again.ShotAsync("two-tabs");

        await again.OpenRowAsync(again.Row("Ada"), "Ada");
        await Expect(again.Composer).ToHaveValueAsync("Not finis");
        await again.Page.Keyboard.PressAsync("End");
        await again.Page.Keyboard.TypeAsync("hed");
        await Expect(grace.Composer).ToHaveValueAsync("Not finished");
        await grace.ChooseAsync("First", "Delete for me");
        await Expect(again.Messages).ToHaveCountAsync(1);
        await again.Page.Keyboard.PressAsync("Enter");
        await Expect(grace.Composer).ToHaveValueAsync("");
        await Expect(ada.Messages.Locator(".text")).ToHaveTextAsync(["First", "Second", "Not finished"]);
    }

    [Fact]
    public async Task A_conversation_is_marked_as_unread_hidden_cleared_and_its_other_blocked()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("Keep this in mind");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");

        await grace.ChooseAsync("Mark as unread");
        await Expect(grace.Row("Ada").Locator(".badge.marked")).ToBeVisibleAsync();
        await Expect(grace.Page).ToHaveTitleAsync("(1) ImKit Chat");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(grace.Page).ToHaveTitleAsync("ImKit Chat");
        await grace.ChooseAsync("Hide");
        await Expect(grace.Row("Ada")).ToHaveCountAsync(0);
        await ada.SayAsync("Here I am again");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");

        await grace.ChooseAsync("Clear history");
        await grace.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await Expect(grace.Messages).ToHaveCountAsync(0);
        await Expect(ada.Messages).ToHaveCountAsync(2);
        await grace.ChooseAsync("Block Ada");
        await Expect(grace.Page.Locator(".silent")).ToContainTextAsync("You have blocked Ada.");
        await ada.SayAsync("Hello?");
        await Expect(ada.Page.Locator(".failed")).ToContainTextAsync("Not sent");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(grace.Composer).ToBeVisibleAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(grace.Messages.Locator(".text")).ToHaveTextAsync(["Hello?"]);
    }
}
