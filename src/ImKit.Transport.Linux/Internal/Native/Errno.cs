using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux.Native;

/// <summary>Errors of the kernel as exceptions.</summary>
internal static class Errno
{
    /// <summary>What a call that has just failed said. Nothing may stand between: any other call may change it. The way back into managed code does not,
    /// which SetLastError relies on as well.</summary>
    public static int Last => Marshal.GetLastSystemError();

    public static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>The error of a connection; <see cref="Exception.HResult"/> is errno.</summary>
    public static IOException Exception(int errno) => new(Text(errno), errno);

    /// <summary>Throws if a call that must not fail has.</summary>
    public static int Check(int result, string call) => result >= 0 ? result : throw new IOException($"{call}: {Text(Last)}", Last);
}
