import { Kind } from '../imkit/operations.js';
import { names } from './format.js';

const ROLES = { owner: 'the owner', admin: 'an admin', member: 'a member' };

const body = entry => JSON.parse(entry.json ?? '{}');
const people = (entry, me) => (body(entry).users ?? []).map(user => user === me ? 'you' : user);

/** An entry that is no message, in words; null for a message. */
export function notice(entry, me) {
  const who = entry.sender === me ? 'You' : entry.sender;
  const others = () => people(entry, me).filter(name => name !== (entry.sender === me ? 'you' : entry.sender));
  switch (entry.kind) {
    case Kind.message: return null;
    case Kind.created: return others().length > 0 ? `${who} created the group with ${names(others())}` : `${who} created the group`;
    case Kind.added: return `${who} added ${names(people(entry, me))}`;
    case Kind.removed: return others().length > 0 ? `${who} removed ${names(others())}` : `${who} left`;
    case Kind.roles: return roles(who, body(entry).role, names(people(entry, me)));
    case Kind.settings: return settings(who, body(entry));
    case Kind.dissolved: return `${who} dissolved the group`;
    default: return 'This version of the page cannot show this entry';
  }
}

function roles(who, role, users) {
  if (role === 'banned' || role === 'muted') return `${who} ${role} ${users}`;
  return role === 'none' ? `${who} lifted the ban of ${users}` : `${who} made ${users} ${ROLES[role] ?? role}`;
}

function settings(who, { title, speak }) {
  if (title !== undefined) return `${who} named the group “${title}”`;
  if (speak === undefined) return `${who} changed the group`;
  return speak === 'everyone' ? `${who} let everybody write` : `${who} let only admins write`;
}

/** What an edit, a recall or a reaction was, in words; null for any other entry. */
function change(entry) {
  switch (entry.kind) {
    case Kind.edited: return `edited: ${entry.text ?? ''}`;
    case Kind.recalled: return 'took a message back';
    case Kind.reacted: return `reacted ${entry.text}`;
    case Kind.unreacted: return `took ${entry.text} back`;
    default: return null;
  }
}

/** One line about a conversation's last entry. */
export function preview(conversation, me) {
  const { last } = conversation;
  if (!last) return 'No messages yet';
  if (!last.kind || last.kind === Kind.placeholder) return '';
  const own = last.sender === me;
  const changed = change(last);
  if (changed !== null) return `${own ? 'You' : last.sender} ${changed}`;
  const text = notice(last, me);
  if (text) return text;
  const said = last.recalled ? 'Message taken back' : last.text ?? '';
  if (own) return `You: ${said}`;
  return conversation.peer ? said : `${last.sender}: ${said}`;
}
