using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>What one sees of a message's way between two people.</summary>
public sealed class TickTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_message_to_somebody_who_is_away_has_a_tick_when_they_come_and_two_when_they_read_it()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using (var before = await browser.SignInAsync(server, "Grace"))
        {
            await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
            await ada.SayAsync("Hello");
            await Expect(Tick(ada, "Hello")).ToHaveAttributeAsync("aria-label", "Delivered");
            await Expect(Tick(ada, "Hello").Locator(".icon-check")).ToBeVisibleAsync();
        }

        await ada.SayAsync("Are you still there?");
        await ada.ExpectAllSentAsync();
        await Expect(Tick(ada, "still there")).ToHaveAttributeAsync("aria-label", "Sent: stored by the server");
        await ada.ShotAsync("ticks");

        await using var grace = await browser.SignInAsync(server, "Grace");
        await Expect(Tick(ada, "still there")).ToHaveAttributeAsync("aria-label", "Delivered");
        await grace.OpenRowAsync(grace.Row("Ada"), "Ada");
        await Expect(Tick(ada, "still there")).ToHaveAttributeAsync("aria-label", "Read by Grace");
        await Expect(Tick(ada, "still there").Locator(".icon-checks")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Many_messages_in_a_row_are_all_delivered()
    {
        await using var server = await ChatServer.StartAsync();
        await using var ada = await browser.SignInAsync(server, "Ada");
        await using var grace = await browser.SignInAsync(server, "Grace");
        await ada.OpenRowAsync(ada.Online("Grace"), "Grace");
        for (var i = 1; i <= 30; i++)
            await ada.SayAsync($"number {i}.");
        await ada.ExpectAllSentAsync();
        await Expect(ada.Page.Locator(".message.own:not([data-delivered=yes])")).ToHaveCountAsync(0);
        await Expect(grace.Row("Ada").Locator(".badge")).ToHaveTextAsync("30");
    }

    private static ILocator Tick(ChatPerson person, string text) => person.Message(text).Locator(".state");
}
