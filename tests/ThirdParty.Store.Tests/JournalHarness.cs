using Microsoft.Extensions.Time.Testing;

namespace ThirdParty.Store.Tests;

/// <summary>A journal in a folder of its own. Every line is forced to disk, so a copy of the file is what a crash leaves.</summary>
internal sealed class JournalHarness : DurableStoreHarness
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-").FullName;
    private readonly FakeTimeProvider _time = new();
    private JournalStore _store;
    private int _life;

    public JournalHarness() => _store = new JournalStore(PathOf(_life), _time);

    public override IMessageStore Messages => _store;

    public override IConversationStore Conversations => _store;

    public override IFeedStore Feed => _store;

    public override IContactStore Contacts => _store;

    public override ISectionStore Sections => _store;

    public override ValueTask AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    public override async ValueTask CrashAndReopenAsync()
    {
        var bytes = await ReadSharedAsync(PathOf(_life));
        _store.Dispose();
        // Half a line more than was written, as a write that the crash cut short.
        await File.WriteAllBytesAsync(PathOf(++_life), [.. bytes, .. "{\"Append\":[{\"Ten"u8]);
        _store = new JournalStore(PathOf(_life), _time);
    }

    public override ValueTask DisposeAsync()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    private string PathOf(int life) => Path.Combine(_folder, $"journal-{life}.jsonl");

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
