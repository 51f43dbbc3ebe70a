using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>A wall clock that one process believes: Debian's libfaketime, with an offset in a file. The clock that measures times is left as it is, as the kernel leaves it when the wall clock is set.</summary>
internal sealed class FakeClock(string file)
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    public static bool IsPossible => File.Exists(Library);

    /// <summary>What a command begins with whose process has this clock.</summary>
    public string[] Prefix => !IsPossible ? [] :
    [
        "env", $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={file}", "FAKETIME_CACHE_DURATION=1", "DONT_FAKE_MONOTONIC=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_DISABLE_SHM=1",
        // Otherwise waits with a deadline by that clock end at once, and threads that wait spin.
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
    ];

    public static async Task<FakeClock> CreateAsync(string file)
    {
        var clock = new FakeClock(file);
        if (IsPossible)
            await clock.SetAsync(0);
        return clock;
    }

    /// <param name="seconds">How far it is ahead. The process sees it within a second.</param>
    public async Task SetAsync(int seconds)
    {
        // In one step, so that nobody reads half of it.
        await File.WriteAllTextAsync(file + ".new", string.Create(CultureInfo.InvariantCulture, $"{seconds:+0;-0}\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(file + ".new", file, overwrite: true);
    }
}
