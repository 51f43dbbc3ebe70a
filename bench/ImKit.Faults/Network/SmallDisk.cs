using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>A small disk in memory of this run's own, which can be filled. As root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Piece = 64 * 1024;

    private SmallDisk(string folder) => Folder = folder;

    public static bool IsPossible => OperatingSystem.IsLinux() && Environment.UserName == "root" && Shell.Has("mount");

    public string Folder { get; }

    private string Filling => Path.Combine(Folder, "filling");

    public static async Task<SmallDisk> CreateAsync(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("imkit-disk-").FullName);
        await Shell.RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=755"), "tmpfs", disk.Folder);
        return disk;
    }

    public async Task FillAsync()
    {
        await using var file = new FileStream(Filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var piece = new byte[Piece];
        try
        {
            while (true)
                await file.WriteAsync(piece);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Free() => File.Delete(Filling);

    public async ValueTask DisposeAsync()
    {
        await Shell.TryAsync("umount", "-l", Folder);
        Directory.Delete(Folder);
    }
}
