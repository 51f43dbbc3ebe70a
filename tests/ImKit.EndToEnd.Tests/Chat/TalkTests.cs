using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>Two people in front of the chat's page.</summary>
public sealed partial class TalkTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(null)]
    [InlineData("dotnetty")]
    [InlineData("aspnetcore")]
    public async Task Two_people_see_each_other_and_each_others_messages_and_unread_counts_at_once(string? transport)
    {
        await using var server = await ChatServer.StartAsync(transport);
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await Expect(ada.Online("Grace")).ToContainTextAsync("1 connection");
        await ada.ShotAsync("welcome");

        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("Hello Grace!");
        await ada.SayAsync("Is <b>markup</b> shown as <script>alert(1)</script> text?");
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("2");
        await Expect(grace.Row("Ada").Locator(".row-preview")).ToContainTextAsync("Is <b>markup</b>");
        await Expect(grace.Row("Ada").Locator(".row-time")).ToHaveTextAsync(Clock());
        await Expect(grace.Page).ToHaveTitleAsync("(2) ImKit Chat");
        await grace.ShotAsync("unread");

        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(grace.Messages).ToHaveCountAsync(2);
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveCountAsync(0);
        await Expect(grace.Page).ToHaveTitleAsync("ImKit Chat");
        await grace.SayAsync("It is: every word stays a word. See https://example.com/why?so=1.");
        await grace.SayAsync("And two lines\nstay two lines.");
        await ada.ExpectAllSentAsync();

        string[] said =
        [
            "Hello Grace!", "Is <b>markup</b> shown as <script>alert(1)</script> text?",
            "It is: every word stays a word. See https://example.com/why?so=1.", "And two lines\nstay two lines.",
        ];
        await Expect(ada.Messages).ToHaveCountAsync(4);
        Assert.Equal(said, await ada.TextsAsync());
        Assert.Equal(said, await grace.TextsAsync());
        Assert.Equal(new long[] { 1, 2, 3, 4 }, await ada.SeqsAsync());
        await ada.ShotAsync("direct");
    }

    [Fact]
    public async Task What_was_read_here_is_read_in_the_other_tab_of_the_same_person()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await using var again = await browser.SignInAsync(server, "Grace");
        await Expect(ada.Online("Grace")).ToContainTextAsync("2 connections");

        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        await ada.SayAsync("Which of you reads this?");
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("1");
        await Expect(again.Row("Ada").Locator(".badge")).ToHaveTextAsync("1");

        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(again.Row("Ada").Locator(".badge")).ToHaveCountAsync(0);
        await grace.SayAsync("I do.");
        await Expect(again.Row("Ada").Locator(".row-preview")).ToHaveTextAsync("You: I do.");
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var server = await ChatServer.StartAsync();
        await using var grace = await browser.SignInAsync(server, "Grace");
        await using var ada = await browser.SignInAsync(server, "Ada");
        await Expect(ada.Online("Grace")).ToBeVisibleAsync();

        var keyboard = ada.Page.Keyboard;
        await keyboard.PressAsync("Control+k");
        await keyboard.TypeAsync("gra");
        await keyboard.PressAsync("Enter");
        await Expect(ada.Composer).ToBeFocusedAsync();
        await keyboard.TypeAsync("first line");
        await keyboard.PressAsync("Shift+Enter");
        await keyboard.TypeAsync("second line");
        await keyboard.PressAsync("Enter");
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("1");
        await Expect(ada.Messages.Locator(".text")).ToHaveTextAsync("first line\nsecond line");

        await keyboard.PressAsync("Alt+ArrowUp");
        await Expect(ada.Page.Locator(".thread-title h1")).ToContainTextAsync("Grace");
        await keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByText("Hello, Ada")).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"^\d?\d:\d\d")]
    private static partial Regex Clock();
}
