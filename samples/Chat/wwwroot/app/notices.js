import { names } from './format.js';

const people = (entry, me) => (JSON.parse(entry.json ?? '{}').users ?? []).map(user => user === me ? 'you' : user);

/** An entry that is no message, in words; null for a message. */
export function notice(entry, me) {
  const who = entry.sender === me ? 'You' : entry.sender;
  const others = () => people(entry, me).filter(name => name !== (entry.sender === me ? 'you' : entry.sender));
  switch (entry.kind) {
    case 'ENTRY_KIND_MESSAGE': return null;
    case 'ENTRY_KIND_CREATED': return others().length > 0 ? `${who} created the group with ${names(others())}` : `${who} created the group`;
    case 'ENTRY_KIND_MEMBERS_ADDED': return `${who} added ${names(people(entry, me))}`;
    case 'ENTRY_KIND_MEMBERS_REMOVED': return others().length > 0 ? `${who} removed ${names(others())}` : `${who} left`;
    default: return 'This version of the page cannot show this entry';
  }
}

/** One line about a conversation's last entry. */
export function preview(conversation, me) {
  const { last } = conversation;
  if (!last) return 'No messages yet';
  const text = notice(last, me);
  if (text) return text;
  if (last.sender === me) return `You: ${last.text ?? ''}`;
  return conversation.peer ? last.text ?? '' : `${last.sender}: ${last.text ?? ''}`;
}
