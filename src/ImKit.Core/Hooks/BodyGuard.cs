using ImKit.Storage;

namespace ImKit.Hooks;

/// <summary>What filters may put in place of a body: the same that a sender may send. Any thread.</summary>
/// <param name="maxBytes">The longest body.</param>
/// <param name="check">The rules of bodies.</param>
internal sealed class BodyGuard(int maxBytes, BodyCheck check)
{
    public SendStep Accept(SendStep asked, SendStep changed)
    {
        var body = Checked(changed.Draft.Format, changed.Draft.Body);
        return asked with { Draft = asked.Draft with { Format = changed.Draft.Format, Body = body } };
    }

    public EditStep Accept(EditStep asked, EditStep changed)
    {
        var body = Checked(changed.Edit.Format, changed.Edit.Body);
        return asked with { Edit = asked.Edit with { Format = changed.Edit.Format, Body = body } };
    }

    // Copied: the log keeps it, and the host may use its buffer again.
    private byte[] Checked(BodyFormat format, ReadOnlyMemory<byte> body) =>
        check(format, body.Span, maxBytes) is { IsError: true } error ? throw new InvalidOperationException($"The filter's body breaks a rule: {error.Message}.") : body.ToArray();
}

/// <summary>Whether a body may be sent.</summary>
internal delegate ImError BodyCheck(BodyFormat format, ReadOnlySpan<byte> body, int maxBytes);
