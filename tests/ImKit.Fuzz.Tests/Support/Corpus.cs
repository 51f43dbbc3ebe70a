using System.Security.Cryptography;

namespace ImKit.Fuzz.Tests.Support;

/// <summary>The kept inputs of a target: where mutation begins, and what never fails again.</summary>
internal static class Corpus
{
    public static string FolderOf(string target) => Path.Combine(Checkout.Root, "tests", "corpus", target);

    public static IReadOnlyList<string> FilesOf(string target) =>
        [.. Directory.EnumerateFiles(FolderOf(target)).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static byte[] Read(string target, string file) => File.ReadAllBytes(Path.Combine(FolderOf(target), file));

    public static IReadOnlyList<byte[]> Read(string target) => [.. FilesOf(target).Select(file => Read(target, file))];

    /// <summary>Keeps an input that has failed; from then on the replay test has it.</summary>
    /// <returns>The file, relative to the repository.</returns>
    public static string Keep(string target, byte[] input)
    {
        var path = Path.Combine(FolderOf(target), "failed-" + Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 6)));
        File.WriteAllBytes(path, input);
        return Path.GetRelativePath(Checkout.Root, path);
    }
}
