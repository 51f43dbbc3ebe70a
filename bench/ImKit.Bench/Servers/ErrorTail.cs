using System.Diagnostics;

namespace ImKit.Bench.Servers;

/// <summary>What a process says on its error stream, kept short: the reason of its end. Any thread.</summary>
internal sealed class ErrorTail
{
    private volatile string _unhandled = "";
    private volatile string _last = "";

    public ErrorTail(Process process)
    {
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The line of an unhandled exception, or else the last that was not blank; empty if there was none.</summary>
    public string Reason => _unhandled.Length > 0 ? _unhandled : _last;

    private void Take(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        if (_unhandled.Length == 0 && line.Contains("nhandled exception", StringComparison.Ordinal))
            _unhandled = line.Trim();
        _last = line.Trim();
    }
}
