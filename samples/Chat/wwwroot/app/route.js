import { LOUNGE } from './operations.js';

/** What the pane shows: null, the lounge, a conversation's id, or `@name` for somebody without a conversation yet. */
export function targetOf(hash) {
  const text = decodeURIComponent(hash.slice(1));
  if (text === LOUNGE || text.startsWith('@')) return text;
  return text.startsWith('c/') ? text.slice(2) : null;
}

export function hashOf(target) {
  if (target === null) return '#';
  return `#${encodeURIComponent(target === LOUNGE || target.startsWith('@') ? target : `c/${target}`).replaceAll('%2F', '/').replaceAll('%40', '@')}`;
}
