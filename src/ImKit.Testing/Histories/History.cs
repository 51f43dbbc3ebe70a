using System.Text.Json;

namespace ImKit.Testing.Histories;

/// <summary>What one device sent, was told and showed, in order. As a file: one JSON object a line.</summary>
/// <param name="Device">The device's name; for messages of the checker.</param>
/// <param name="Events">Its events, oldest first.</param>
public sealed record History(string Device, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>Reads a file; the device is named after it. A last line that was cut by a crash of the recording process is passed over.</summary>
    /// <exception cref="InvalidDataException">Another line cannot be read; the message names it.</exception>
    public static async Task<History> ReadAsync(string path, CancellationToken cancel = default)
    {
        var lines = await File.ReadAllLinesAsync(path, cancel).ConfigureAwait(false);
        var events = new List<HistoryEvent>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                events.Add(JsonSerializer.Deserialize(lines[i], HistoryJson.Default.HistoryEvent)!);
            }
            catch (JsonException e)
            {
                if (i < lines.Length - 1)
                    throw new InvalidDataException($"{path}, line {i + 1}: {e.Message}", e);
            }
        }

        return new History(Path.GetFileNameWithoutExtension(path), events);
    }

    /// <summary>Writes the file <c>DEVICE.jsonl</c>.</summary>
    public Task WriteAsync(string folder, CancellationToken cancel = default) => File.WriteAllLinesAsync(
        Path.Combine(folder, Device + ".jsonl"), Events.Select(static happened => JsonSerializer.Serialize(happened, HistoryJson.Default.HistoryEvent)), cancel);

    /// <summary>Reads every <c>.jsonl</c> file of a folder.</summary>
    public static async Task<IReadOnlyList<History>> ReadFolderAsync(string folder, CancellationToken cancel = default)
    {
        var histories = new List<History>();
        foreach (var path in Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
            histories.Add(await ReadAsync(path, cancel).ConfigureAwait(false));
        return histories;
    }
}
