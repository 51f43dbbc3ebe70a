using ImKit.Hooks;

namespace ImKit.Messaging;

/// <summary>What the conversations of every tenant share.</summary>
internal sealed record MessagingServices(
    MessageSender Sender, EntryChanges Changes, GroupCreator Creator, GroupMembers Members, GroupChanges Groups, LogReader Log, ReadCursors Cursors, ConversationLists Lists,
    OwnSettings Own, Badges Badges, Signals Signals, StoreCalls Calls, StepHooks Hooks);
