using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Hears what the devices of users have got. Called on event loops: must not wait.</summary>
internal interface IDeliveryObserver
{
    /// <summary>A device has the entries of a conversation up to a seq. Of what it says that it has pulled nothing is proved.</summary>
    void OnDelivered(SessionRecord session, ConversationId conversation, long seq);
}
