import { leads } from '../imkit/operations.js';
import { names } from './format.js';
import { openMenu } from './menu.js';
import { told } from './toast.js';

const QUICK = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];
const EDIT_MS = 15 * 60 * 1000;
const RECALL_MS = 2 * 60 * 1000;

/** What can be done with one message. The server decides; what it surely refuses is not offered. */
export function openMessageMenu(anchor, entry, { client, conversation, reply, edit }) {
  const { id, dissolved } = conversation;
  const { seq } = entry;
  const own = entry.sender === client.user;
  const age = Date.now() - entry.time;
  const alive = !entry.recalled && !dissolved;
  const mayRecall = alive && (own && age < RECALL_MS || leads(conversation.role));
  const head = alive ? QUICK.map(emoji => ({
    text: emoji, label: `React ${emoji}`, pressed: mine(entry, emoji), act: () => told(client.messages.react(id, seq, emoji, mine(entry, emoji))),
  })) : [];
  openMenu(anchor, 'Message actions', [
    alive && { icon: 'reply', text: 'Reply', act: () => reply(entry) },
    alive && own && age < EDIT_MS && { icon: 'edit', text: 'Edit', act: () => edit(entry) },
    mayRecall && { icon: 'undo', text: 'Take back', act: () => told(client.messages.recall(id, seq)) },
    { icon: 'trash', text: 'Delete for me', danger: true, act: () => told(client.messages.remove(id, seq)) },
  ], { head, foot: own && !entry.recalled ? readBy(client.roster.readers(id, seq)) : '' });
}

export const mine = (entry, key) => entry.reactions?.some(reaction => reaction.key === key && reaction.mine) ?? false;

function readBy({ others, names: readers }) {
  if (others === 0 || readers.length === 0) return '';
  return readers.length === others && others > 1 ? 'Read by everybody' : `Read by ${names(readers)}`;
}
