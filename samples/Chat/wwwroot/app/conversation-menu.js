import { confirmDialog } from './dialogs.js';
import { openMenu } from './menu.js';
import { told } from './toast.js';

/** What the user may do with a conversation for themself: nobody else is told, their other devices follow. */
export function openConversationMenu(anchor, client, conversation, actions) {
  const { id, peer, pinned, muted, hidden, head } = conversation;
  const update = changes => told(client.messages.update(id, changes));
  const leaveWith = async changes => {
    // Whoever looks at a thread reads it; so it is closed first.
    actions.go(null);
    await update(changes);
  };
  const blocked = peer && client.contacts.blocked(peer);
  openMenu(anchor, 'Conversation', [
    { icon: 'pin', text: pinned ? 'Unpin' : 'Pin', act: () => update({ pinned: !pinned }) },
    { icon: 'bell', text: muted ? 'Unmute' : 'Mute', act: () => update({ muted: !muted }) },
    { icon: 'unread', text: 'Mark as unread', act: () => leaveWith({ markedUnread: true }) },
    hidden ? { icon: 'eye', text: 'Show in the list', act: () => update({ hidden: false }) } : { icon: 'eye', text: 'Hide', act: () => leaveWith({ hidden: true }) },
    { icon: 'trash', text: 'Clear history', danger: true, act: () => confirmDialog('Clear history?', 'All messages up to now disappear for you, on all of your devices. The others keep theirs.', 'Clear',
      () => client.messages.update(id, { clearTo: head.seq })) },
    peer && { icon: 'block', text: blocked ? `Unblock ${peer}` : `Block ${peer}`, danger: !blocked, act: () => told(client.contacts.block(peer, !blocked)) },
  ]);
}
