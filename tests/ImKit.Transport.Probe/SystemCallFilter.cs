using System.Runtime.InteropServices;

namespace ImKit.Transport.Probe;

/// <summary>Does to this process what a container's profile does: a system call is answered with an error.</summary>
internal static unsafe partial class SystemCallFilter
{
    private const int NoNewPrivileges = 38;
    private const int SetSecureComputing = 22;
    private const nuint FilterMode = 2;

    /// <summary>For the calling thread and the threads it starts from now on.</summary>
    public static void RefuseIoUring()
    {
        // Load the call's number; if it is io_uring_setup answer EPERM, otherwise let it pass.
        var program = stackalloc Instruction[4];
        program[0] = new Instruction(0x20, 0, 0, 0);
        program[1] = new Instruction(0x15, 0, 1, 425);
        program[2] = new Instruction(0x06, 0, 0, 0x0005_0001);
        program[3] = new Instruction(0x06, 0, 0, 0x7fff_0000);
        var filter = new Filter { Length = 4, Program = program };
        if (Control(NoNewPrivileges, 1, null, 0, 0) != 0 || Control(SetSecureComputing, FilterMode, &filter, 0, 0) != 0)
            throw new InvalidOperationException("The filter was refused.");
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint argument, Filter* filter, nuint fourth, nuint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* Program;
    }
}
