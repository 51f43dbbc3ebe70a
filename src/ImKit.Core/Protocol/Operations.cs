namespace ImKit;

// Clients compile this file too, where it is internal: Operations.Public.cs says what it is here.
/// <summary>The operations of the protocol. 0–19 are goim's, 20–99 ImKit's own (sessions of version 2 and 3), 100 and up the host's.</summary>
static partial class Operations
{
    /// <summary>Client to server: alive.</summary>
    public const int Heartbeat = 2;

    /// <summary>The answer; version 1: an int32, people in the room; version 2 and 3: <c>HeartbeatReply</c>.</summary>
    public const int HeartbeatReply = 3;

    /// <summary>Server to client: the connection ends, and why.</summary>
    public const int Disconnect = 6;

    /// <summary>Client to server: login.</summary>
    public const int Login = 7;

    /// <summary>The answer; version 1: empty; version 2 and 3: <c>LoginReply</c>.</summary>
    public const int LoginReply = 8;

    /// <summary>Version 1 on WebSocket: a push whose body is whole frames.</summary>
    public const int Raw = 9;

    /// <summary>Client to server: leave the present room and join the one in the body (empty: none).</summary>
    public const int ChangeRoom = 12;

    /// <summary>The answer, with the same body.</summary>
    public const int ChangeRoomReply = 13;

    /// <summary>Client to server: watch the operations in the body, such as <c>1000,1001</c>.</summary>
    public const int Subscribe = 14;

    /// <summary>The answer, with the same body.</summary>
    public const int SubscribeReply = 15;

    /// <summary>Client to server: watch them no more.</summary>
    public const int Unsubscribe = 16;

    /// <summary>The answer, with the same body.</summary>
    public const int UnsubscribeReply = 17;

    /// <summary>A refused request: <c>Error</c>, with the request's seq.</summary>
    public const int Error = 20;

    /// <summary>Send a message: <c>SendRequest</c>.</summary>
    public const int Send = 21;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int SendReply = 22;

    /// <summary>Entries after a position: <c>PullRequest</c>.</summary>
    public const int Pull = 23;

    /// <summary>The answer: <c>LogSlice</c>.</summary>
    public const int PullReply = 24;

    /// <summary>What changed since a feed version: <c>SyncRequest</c>.</summary>
    public const int Sync = 25;

    /// <summary>The answer: <c>SyncReply</c>.</summary>
    public const int SyncReply = 26;

    /// <summary>Move the read cursor: <c>MarkReadRequest</c>.</summary>
    public const int MarkRead = 27;

    /// <summary>The answer: <c>ConversationState</c>.</summary>
    public const int MarkReadReply = 28;

    /// <summary>Recent conversations: <c>RecentRequest</c>.</summary>
    public const int Recent = 29;

    /// <summary>The answer: <c>RecentReply</c>.</summary>
    public const int RecentReply = 30;

    /// <summary>Entries before a seq: <c>HistoryRequest</c>.</summary>
    public const int History = 31;

    /// <summary>The answer: <c>LogSlice</c>.</summary>
    public const int HistoryReply = 32;

    /// <summary>Create a group: <c>CreateGroupRequest</c>.</summary>
    public const int CreateGroup = 33;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int CreateGroupReply = 34;

    /// <summary>Add or remove members: <c>ChangeMembersRequest</c>.</summary>
    public const int ChangeMembers = 35;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int ChangeMembersReply = 36;

    /// <summary>A page of members: <c>MembersRequest</c>.</summary>
    public const int Members = 37;

    /// <summary>The answer: <c>MembersReply</c>.</summary>
    public const int MembersReply = 38;

    /// <summary>Client to server: so many of the pushed entries are done with: <c>AckRequest</c>. Not answered, unless it is refused.</summary>
    public const int Ack = 39;

    /// <summary>Server to client: new entries of a conversation: <c>EntriesPush</c>.</summary>
    public const int Entries = 40;

    /// <summary>Server to client: the feed has a newer version: <c>FeedPush</c>.</summary>
    public const int Feed = 41;

    /// <summary>Server to client: members have read on, or their devices got entries: <c>ReceiptsPush</c>.</summary>
    public const int Receipts = 42;

    /// <summary>Server to client: a member signals something: <c>SignalPush</c>.</summary>
    public const int Signals = 43;

    /// <summary>Server to client: a push to a room with history: <c>RoomPush</c>.</summary>
    public const int RoomPush = 44;

    /// <summary>Server to client, after it lost pushes: how far a room has come: <c>RoomPosition</c>.</summary>
    public const int RoomPosition = 45;

    /// <summary>Server to client: entries are left out from here on, or pushed again: <c>WindowPush</c>.</summary>
    public const int Window = 47;

    /// <summary>Join a room and keep the others: <c>RoomRequest</c>.</summary>
    public const int JoinRoom = 50;

    /// <summary>The answer: <c>RoomReply</c>.</summary>
    public const int JoinRoomReply = 51;

    /// <summary>Leave a room: <c>RoomRequest</c>.</summary>
    public const int LeaveRoom = 52;

    /// <summary>The answer: <c>RoomReply</c>.</summary>
    public const int LeaveRoomReply = 53;

    /// <summary>Replace the body of a message: <c>EditRequest</c>.</summary>
    public const int Edit = 54;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int EditReply = 55;

    /// <summary>Take a message back: <c>RecallRequest</c>.</summary>
    public const int Recall = 56;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int RecallReply = 57;

    /// <summary>React to a message, or take that back: <c>ReactRequest</c>.</summary>
    public const int React = 58;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int ReactReply = 59;

    /// <summary>Change the user's own settings of a conversation: <c>UpdateConversationRequest</c>.</summary>
    public const int UpdateConversation = 60;

    /// <summary>The answer: <c>ConversationState</c>.</summary>
    public const int UpdateConversationReply = 61;

    /// <summary>Remove entries for the user alone: <c>RemoveEntriesRequest</c>.</summary>
    public const int RemoveEntries = 62;

    /// <summary>The answer: <c>ConversationState</c>.</summary>
    public const int RemoveEntriesReply = 63;

    /// <summary>Which entries the user has removed: <c>RemovedRequest</c>.</summary>
    public const int Removed = 64;

    /// <summary>The answer: <c>RemovedReply</c>.</summary>
    public const int RemovedReply = 65;

    /// <summary>How much is unread in all: <c>BadgeRequest</c>.</summary>
    public const int Badge = 66;

    /// <summary>The answer: <c>BadgeReply</c>.</summary>
    public const int BadgeReply = 67;

    /// <summary>Give members a role, ban, lift bans: <c>SetRoleRequest</c>.</summary>
    public const int SetRole = 68;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int SetRoleReply = 69;

    /// <summary>Make another member the owner: <c>TransferRequest</c>.</summary>
    public const int Transfer = 70;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int TransferReply = 71;

    /// <summary>Change title, info or who may speak: <c>ChangeSettingsRequest</c>.</summary>
    public const int ChangeSettings = 72;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int ChangeSettingsReply = 73;

    /// <summary>Dissolve a group: <c>GroupRequest</c>.</summary>
    public const int Dissolve = 74;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int DissolveReply = 75;

    /// <summary>Join a group: <c>GroupRequest</c>.</summary>
    public const int Join = 76;

    /// <summary>Committed: <c>SendReply</c>.</summary>
    public const int JoinReply = 77;

    /// <summary>Write the user's row about another: <c>ContactInfo</c>.</summary>
    public const int SetContact = 78;

    /// <summary>The answer: <c>ContactInfo</c>.</summary>
    public const int SetContactReply = 79;

    /// <summary>A page of the user's rows about others: <c>ContactsRequest</c>.</summary>
    public const int Contacts = 80;

    /// <summary>The answer: <c>ContactsReply</c>.</summary>
    public const int ContactsReply = 81;

    /// <summary>Signal something that is not stored: <c>SignalRequest</c>.</summary>
    public const int Signal = 82;

    /// <summary>The answer: <c>SignalReply</c>.</summary>
    public const int SignalReply = 83;

    /// <summary>The large groups to be told of by heartbeats, in place of those before: <c>AttachRequest</c>.</summary>
    public const int Attach = 86;

    /// <summary>The answer: <c>AttachReply</c>.</summary>
    public const int AttachReply = 87;

    /// <summary>Watch who of some users is online, in place of those watched before: <c>WatchPresenceRequest</c>.</summary>
    public const int WatchPresence = 90;

    /// <summary>The answer: <c>PresencePush</c> with all of them.</summary>
    public const int WatchPresenceReply = 91;

    /// <summary>Server to client: users came or went: <c>PresencePush</c>.</summary>
    public const int Presence = 92;

    /// <summary>The lowest operation that is the host's.</summary>
    public const int FirstHostOperation = 100;

    /// <summary>Whether a host may register a handler for an operation or push under it.</summary>
    public static bool IsHostOperation(int operation) => operation is >= FirstHostOperation or 0 or 1 or 4 or 5 or 10 or 11;
}
