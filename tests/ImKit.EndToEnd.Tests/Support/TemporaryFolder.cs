namespace ImKit.EndToEnd.Tests.Support;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("imkit-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
