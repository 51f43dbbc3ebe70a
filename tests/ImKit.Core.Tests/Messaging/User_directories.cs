using Microsoft.Extensions.DependencyInjection;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class User_directories
{
    [Fact]
    public async Task With_a_directory_nobody_writes_to_a_user_it_does_not_know()
    {
        var directory = new Directory(Ann, Bob);
        await using var node = new MessagingNode(services: services => services.AddSingleton<IUserDirectory>(directory));
        await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        Assert.Equal(1, directory.Asked);
        Assert.Equal(ImError.UnknownUser, (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "x") with { ToUser = Cid }).Within()).Error);
        Assert.Equal(ImError.UnknownUser, (await node.Chat.CreateGroupAsync(Ann, NewId(), "x", [Bob, Cid]).Within()).Error);
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(ImError.UnknownUser, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [Cid]).Within()).Error);
    }

    [Fact]
    public async Task A_directory_that_fails_lets_nothing_pass()
    {
        var directory = new Directory(Ann, Bob) { Fails = true };
        await using var node = new MessagingNode(services: services => services.AddSingleton<IUserDirectory>(directory));
        Assert.Equal(ImError.Internal, (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "x") with { ToUser = Bob }).Within()).Error);
        directory.Fails = false;
        await node.Chat.Tell(Ann, Bob, "again");
    }

    private sealed class Directory(params UserId[] users) : IUserDirectory
    {
        public int Asked { get; private set; }

        public bool Fails { get; set; }

        public ValueTask<IReadOnlyList<UserProfile?>> FindAsync(TenantId tenant, IReadOnlyList<UserId> asked, CancellationToken cancel)
        {
            Asked++;
            return Fails ? throw new InvalidOperationException("down") : new([.. asked.Select(user => users.Contains(user) ? new UserProfile(user, "") : null)]);
        }
    }
}
