using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>A store that answers nothing.</summary>
internal sealed class DownConversationStore : ForwardingConversationStore
{
    protected override IConversationStore Inner => throw new StorageException("down");
}
