using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One conversation's rows of a page, and what has become of them. Changed by one task alone, read when it has ended.</summary>
internal sealed class PublishRun(PublishConversation conversation, PublishRow[] rows)
{
    public PublishConversation Conversation => conversation;

    public PublishRow[] Rows => rows;

    public List<long> Sent { get; } = [];

    public List<(PublishRow Row, ImError Error)> Refused { get; } = [];

    /// <summary>The row that failed for the time being, at which the run has ended.</summary>
    public (PublishRow Row, ImError Error)? Failed { get; set; }
}
