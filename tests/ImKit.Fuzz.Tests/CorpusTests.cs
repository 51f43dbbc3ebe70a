namespace ImKit.Fuzz.Tests;

/// <summary>Every kept input, each time.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. Support.Targets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_kept_input_keeps_the_laws(string target)
    {
        using var opened = Support.Targets.Open(target);
        var files = Corpus.FilesOf(target);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            if (Record.Exception(() => opened.Check(Corpus.Read(target, file))) is { } broken)
                Assert.Fail($"tests/corpus/{target}/{file}: {broken}");
        }
    }

    [Fact]
    public void Every_folder_of_the_corpus_belongs_to_a_target() =>
        Assert.Equal(Support.Targets.Names, Directory.EnumerateDirectories(Corpus.FolderOf("")).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_corpus_is_small()
    {
        foreach (var target in Support.Targets.Names)
            Assert.All(Corpus.Read(target), static input => Assert.InRange(input.Length, 0, 65536));
    }
}
