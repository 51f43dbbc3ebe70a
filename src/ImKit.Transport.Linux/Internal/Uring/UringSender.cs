using System.Runtime.InteropServices;
using ImKit.Transports.Linux.Native;

namespace ImKit.Transports.Linux.Uring;

/// <summary>Sends a broadcast to many connections with one system call. Loop thread only.</summary>
/// <remarks>The kernel copies while the call lasts, so arrays are pinned only that long. A connection that fails is ended afterwards.</remarks>
internal sealed unsafe class UringSender : IBatchSender, IDisposable
{
    private const int Entries = 256;
    private const int NotTried = int.MinValue;
    private readonly UringRing _ring;
    private readonly int[] _results = new int[Entries];
    private readonly Pins _pins = new();

    private UringSender(UringRing ring) => _ring = ring;

    public int Capacity => Entries;

    /// <param name="refused">The reason if the result is null.</param>
    public static UringSender? TryCreate(out string refused) => UringRing.TryCreate(Entries, out refused) is { } ring ? new UringSender(ring) : null;

    public void Send(ReadOnlySpan<SendItem> items, Span<int> taken)
    {
        var results = _results.AsSpan(0, items.Length);
        results.Fill(NotTried);
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            var connection = (TcpConnection)item.Connection;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(item.Count, item.Bytes.Length);
            if (!connection.TakesBytes)
                continue;
            if (!_pins.TryPin(item.Bytes, out var bytes))
            {
                Submit(results);
                _pins.TryPin(item.Bytes, out bytes);
            }

            _ring.Prepare(connection.Descriptor, bytes, item.Count, i);
        }

        Submit(results);
        for (var i = 0; i < items.Length; i++)
            taken[i] = Conclude(items[i], results[i]);
    }

    public void Dispose()
    {
        _ring.Dispose();
        _pins.Dispose();
    }

    private static int Conclude(in SendItem item, int result)
    {
        var connection = (TcpConnection)item.Connection;
        // What the ring did not do is done the ordinary way; a connection that takes nothing takes nothing there either.
        return result is -Abi.EINTR or NotTried ? connection.Send(item.Bytes, 0, item.Count) : connection.AfterSend(result, item.Count);
    }

    private void Submit(Span<int> results)
    {
        _ring.Submit(results);
        _pins.Release();
    }

    /// <summary>Arrays that the kernel reads from during a call: a broadcast has one for each wire form in use.</summary>
    private sealed class Pins : IDisposable
    {
        private readonly PinnedGCHandle<byte[]>[] _handles = new PinnedGCHandle<byte[]>[4];
        private int _count;

        public Pins()
        {
            for (var i = 0; i < _handles.Length; i++)
                _handles[i] = new PinnedGCHandle<byte[]>(null!);
        }

        public bool TryPin(byte[] array, out byte* bytes)
        {
            for (var i = _count - 1; i >= 0; i--)
            {
                if (_handles[i].Target != array)
                    continue;
                bytes = _handles[i].GetAddressOfArrayData();
                return true;
            }

            bytes = null;
            if (_count == _handles.Length)
                return false;
            _handles[_count].Target = array;
            bytes = _handles[_count++].GetAddressOfArrayData();
            return true;
        }

        public void Release()
        {
            while (_count > 0)
                _handles[--_count].Target = null!;
        }

        public void Dispose()
        {
            foreach (ref var handle in _handles.AsSpan())
                handle.Dispose();
        }
    }
}
