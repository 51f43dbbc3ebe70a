using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux.Native;

/// <summary>Errors of the kernel as exceptions.</summary>
internal static class Errno
{
    /// <summary>What the last failed call said.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    public static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>The error of a connection; <see cref="Exception.HResult"/> is errno.</summary>
    public static IOException Exception(int errno) => new(Text(errno), errno);

    /// <summary>Throws if a call that must not fail has.</summary>
    public static int Check(int result, string call) => result >= 0 ? result : throw new IOException($"{call}: {Text(Last)}", Last);
}
