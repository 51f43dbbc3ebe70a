using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>Who may do what in a group.</summary>
public sealed class RoleTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_owner_names_the_group_gives_roles_bans_and_dissolves_it()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await using var alan = await browser.SignInAsync(server, "Alan", phone: true);
        await ada.CreateGroupAsync("Engine", "Grace", "Alan");
        await grace.OpenRowAsync(grace.Row("Engine"), "Engine");
        await alan.OpenRowAsync(alan.Row("Engine"), "Engine");
        var panel = ada.Page.GetByRole(AriaRole.Dialog).First;

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Members, and add more" }).ClickAsync();
        await panel.GetByRole(AriaRole.Textbox, new() { Name = "Name of the group" }).FillAsync("Difference Engine");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(alan.Page.Locator(".thread-title h1")).ToContainTextAsync("Difference Engine");
        await ManageAsync(ada, "Grace", "Make admin");
        await Expect(panel.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Grace" }).Locator(".role")).ToHaveTextAsync("Admin");
        await Expect(grace.Page.GetByRole(AriaRole.Button, new() { Name = "Members, and add more" })).ToBeVisibleAsync();
        await ManageAsync(ada, "Alan", "Mute");
        await Expect(alan.Page.Locator(".silent")).ToHaveTextAsync("You are muted in this group.");
        await ada.ShotAsync("group-panel");
        await alan.ShotAsync("phone-muted");

        await ManageAsync(ada, "Alan", "Ban");
        await Expect(alan.Row("Difference Engine")).ToHaveCountAsync(0);
        await Expect(ada.Page.Locator(".notice").Last).ToHaveTextAsync("You banned Alan");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Dissolve the group" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Dissolve", Exact = true }).ClickAsync();
        await Expect(grace.Page.Locator(".silent")).ToContainTextAsync("This group is dissolved.");
    }

    private static async Task ManageAsync(ChatPerson person, string member, string choice)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = $"Manage {member}" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Menuitem, new() { Name = choice, Exact = true }).ClickAsync();
    }
}
