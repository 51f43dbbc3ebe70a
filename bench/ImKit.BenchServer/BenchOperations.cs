using System.Buffers.Binary;
using ImKit.Sessions;

namespace ImKit.BenchServer;

/// <summary>What the load generators speak: an ordinary host's authenticator and handlers, nothing special for the test.</summary>
internal static class BenchOperations
{
    private const int Echo = 4;
    private const int EchoReply = 5;
    private const int Publish = 100;
    private const int PushToUser = 101;
    private const int Delivered = 1000;

    /// <summary>The login body is two big-endian 32-bit numbers: user, room (0: none).</summary>
    public static IImKitBuilder AddBenchOperations(this IImKitBuilder builder) => builder
        .AddAuthenticator(static (request, _) => ValueTask.FromResult(Authenticate(request.Token.Span)))
        .HandleOnLoop(Echo, static (in LoopRequest request) => request.Reply(EchoReply, request.Body))
        .HandleOnLoop<IImKit>(Publish, static im =>
        {
            var room = new RoomId("1");
            return (in LoopRequest request) =>
            {
                if (!im.TryPushToRoom(room, Delivered, request.Body))
                    request.Refuse(ImError.Busy);
            };
        })
        .HandleOnLoop<IImKit>(PushToUser, static im => (in LoopRequest request) =>
        {
            var user = new UserId(BinaryPrimitives.ReadUInt32BigEndian(request.Body).ToString());
            if (!im.TryPushToUser(user, Delivered, request.Body[4..]))
                request.Refuse(ImError.Busy);
        });

    private static AuthResult Authenticate(ReadOnlySpan<byte> token)
    {
        if (token.Length < 8)
            return AuthResult.Refuse(CloseReason.Unauthenticated);
        var room = BinaryPrimitives.ReadUInt32BigEndian(token[4..]);
        return AuthResult.For(new UserId(BinaryPrimitives.ReadUInt32BigEndian(token).ToString())) with
        {
            Rooms = room == 0 ? [] : [new RoomId(room.ToString())],
            Operations = [Delivered],
        };
    }
}
