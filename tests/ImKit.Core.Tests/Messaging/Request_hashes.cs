using System.Security.Cryptography;
using ImKit.Messaging;
using ImKit.Storage;

namespace ImKit.Core.Tests.Messaging;

/// <summary>Stored hashes and ids are compared with what later versions compute: these values never change.</summary>
public sealed class Request_hashes
{
    [Theory]
    [InlineData(1)]
    [InlineData(1016)]
    [InlineData(1017)]
    [InlineData(16384)]
    public void A_messages_hash_is_sha256_over_kind_format_and_body(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        Assert.Equal(
            SHA256.HashData([0, 0, 0, 1, 0, 0, 0, 3, .. body]), RequestHash.OfMessage(EntryKind.Message, BodyFormat.Binary, body));
    }

    [Fact]
    public void A_member_lists_hash_does_not_depend_on_its_order()
    {
        UserId[] users = [new("b"), new("a")];
        byte[] expected = SHA256.HashData([0, 0, 0, 2, 0, 0, 0, 1, (byte)'t', 0, 0, 0, 1, (byte)'a', 0, 0, 0, 1, (byte)'b']);
        Assert.Equal(expected, RequestHash.OfMembers(EntryKind.Created, "t", users));
        Assert.Equal(expected, RequestHash.OfMembers(EntryKind.Created, "t", [users[1], users[0]]));
    }

    [Fact]
    public void A_direct_conversations_id_never_changes()
    {
        Assert.Equal("d.rslo32wn3k2m72yzqkslewgtra", ConversationId.Direct(new("ann"), new("bob")).Value);
        Assert.Equal(ConversationId.Direct(new("ann"), new("bob")), ConversationId.Direct(new("bob"), new("ann")));
        var (one, other) = (new UserId(new string('x', 128)), new UserId(new string('y', 128)));
        Assert.Equal("d.jhg3lsrfjgqc7tpszmg7fpq33u", ConversationId.Direct(one, other).Value);
    }
}
