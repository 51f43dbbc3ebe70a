using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Hears what the devices of users have got. Called on event loops: must not wait.</summary>
internal interface IDeliveryObserver
{
    /// <summary>A device has the entries of a conversation up to a seq.</summary>
    /// <param name="session">The device's.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="seq">The last of them.</param>
    /// <param name="proved">Whether they were pushed to it; otherwise it says that it has pulled them, and need not even be a member's.</param>
    void OnDelivered(SessionRecord session, ConversationId conversation, long seq, bool proved);
}
