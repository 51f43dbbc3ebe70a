using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>Groups, and the page on a phone.</summary>
public sealed class GroupTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_group_is_created_talked_in_and_grows()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await using var alan = await browser.SignInAsync(server, "Alan", phone: true);
        await Expect(ada.Online("Alan")).ToBeVisibleAsync();
        var dialog = ada.Page.GetByRole(AriaRole.Dialog);

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "New group" }).First.ClickAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name of the group" }).FillAsync("Engine");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Add at least one person.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Grace", Exact = true }).ClickAsync();
        await ada.ShotAsync("new-group");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(ada.Page.Locator(".thread-title")).ToContainTextAsync("2 members");
        await ada.SayAsync("Welcome");
        await Expect(grace.Row("Engine").Locator(".badge")).ToHaveTextAsync("1");

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Members, and add more" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await ada.ShotAsync("members");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Alan", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(ada.Page.Locator(".notice").Last).ToHaveTextAsync("You added Alan");
        await Expect(ada.Page.Locator(".thread-title")).ToContainTextAsync("3 members");

        await alan.OpenRowAsync(alan.Row("Engine"), "Engine");
        await Expect(alan.Page.Locator(".notice").Last).ToHaveTextAsync("Ada added you");
        // Who joins later does not see what was said before.
        await Expect(alan.Messages).ToHaveCountAsync(0);
        await alan.SayAsync("Hello from my phone 📱");
        await grace.OpenRowAsync(grace.Row("Engine"), "Engine");
        await Expect(grace.Messages).ToHaveCountAsync(2);
        await grace.SayAsync("Hello Alan!");
        await grace.SayAsync("A sentence that is long enough to be broken into lines on a narrow screen, so that one sees where the time goes.");
        await Expect(alan.Messages).ToHaveCountAsync(3);
        await Expect(ada.Messages.Last).ToContainTextAsync("A sentence that is long");
        await alan.ShotAsync("phone-thread");
        await grace.ShotAsync("group");

        await alan.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the list" }).ClickAsync();
        await Expect(alan.Row("Engine").Locator(".row-preview")).ToContainTextAsync("Grace: A sentence");
        await Expect(alan.Row("Engine").Locator(".badge")).ToHaveCountAsync(0);
        await alan.ShotAsync("phone-list");
    }
}
