namespace ImKit.Transport.Tests.Support;

/// <summary>The other end of a connection: plain sockets.</summary>
internal static class TestClient
{
    public static async Task<Socket> ConnectAsync(IPEndPoint endpoint, int? receiveBuffer = null)
    {
        var client = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            client.ReceiveBufferSize = size;
        await client.ConnectAsync(endpoint).Soon();
        return client;
    }

    public static async Task<byte[]> ReadAsync(this Socket client, int count)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var got = await client.ReceiveAsync(bytes.AsMemory(have)).AsTask().Soon();
            if (got == 0)
                Assert.Fail($"The server closed after {have} of {count} bytes");
            have += got;
        }

        return bytes;
    }

    /// <summary>Everything until the server closes in order.</summary>
    public static async Task<byte[]> ReadToEndAsync(this Socket client)
    {
        using var all = new MemoryStream();
        var buffer = new byte[65536];
        while (true)
        {
            var got = await client.ReceiveAsync(buffer).Soon();
            if (got == 0)
                return all.ToArray();
            all.Write(buffer, 0, got);
        }
    }

    /// <summary>Cuts the connection with a reset.</summary>
    public static void Reset(this Socket client)
    {
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
    }
}
