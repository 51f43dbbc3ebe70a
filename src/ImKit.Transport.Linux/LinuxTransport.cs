using System.Runtime.InteropServices;

namespace ImKit;

/// <summary>Says where the Linux transport can be used.</summary>
public static class LinuxTransport
{
    /// <summary>Whether this process can use it: Linux on x64 or arm64.</summary>
    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;
}
