using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections;

namespace ImKit.BenchServer.Plain;

/// <summary>The load's operations straight on a Kestrel connection, without ImKit: what Kestrel alone costs. No limits, no heartbeat
/// deadline, no policy for slow members but an end.</summary>
internal sealed class PlainHandler(PlainRoom room) : ConnectionHandler
{
    private const int Heartbeat = 2;
    private const int Echo = 4;
    private const int Login = 7;
    private const int Publish = 100;
    private const int PushToUser = 101;
    private const int Delivered = 1000;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var member = new PlainMember(connection.Transport.Output, connection.Abort);
        var input = connection.Transport.Input;
        var user = 0;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync();
                var rest = read.Buffer;
                while (PlainFrame.TryRead(ref rest, out var operation, out var sequence, out var body))
                    Handle(member, operation, sequence, body, ref user);
                input.AdvanceTo(rest.Start, rest.End);
                member.Flush();
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            // A reset is the generators' way to leave; whoever talks nonsense goes too.
        }
        finally
        {
            member.End();
            room.Remove(member);
            room.Users.TryRemove(new(user, member));
        }
    }

    private void Handle(PlainMember member, int operation, int sequence, in ReadOnlySequence<byte> body, ref int user)
    {
        switch (operation)
        {
            case Heartbeat or Echo:
                member.Gather(PlainFrame.Create(operation + 1, sequence, operation == Echo ? body : default));
                break;
            case Login when body.Length >= 8:
                user = Number(body);
                room.Users[user] = member;
                if (Number(body.Slice(4)) == 1)
                    room.Add(member);
                member.Gather(PlainFrame.Create(Login + 1, sequence, default));
                break;
            case Publish:
                room.Broadcast(PlainFrame.Create(Delivered, 0, body));
                break;
            case PushToUser when body.Length >= 4 && room.Users.TryGetValue(Number(body), out var receiver):
                receiver.Send(PlainFrame.Create(Delivered, 0, body.Slice(4)));
                break;
        }
    }

    private static int Number(in ReadOnlySequence<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        body.Slice(0, 4).CopyTo(number);
        return BinaryPrimitives.ReadInt32BigEndian(number);
    }
}
