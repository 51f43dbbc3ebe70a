using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux;

/// <summary>The one receive buffer of a loop: every read of every connection goes into it, so that an idle connection owns none. Loop thread only.</summary>
internal sealed unsafe class ReceiveBuffer(int length) : IDisposable
{
    public byte* Pointer { get; private set; } = (byte*)NativeMemory.Alloc((nuint)length);

    public int Length { get; } = length;

    public void Dispose()
    {
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
