import { el } from './dom.js';

const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

/** Text with its addresses made into links and the people it mentions marked; everything else stays text. */
export function rich(text, mentions, me) {
  return text.split(LINK).flatMap((part, index) => index % 2 === 1
    ? el('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part)
    : marked(part, mentions, me));
}

function marked(text, names, me) {
  if (names.length === 0) return [text];
  return text.split(pattern(names)).map((part, index) => index % 2 === 1
    ? el(part === `@${me}` || part === `@${ALL}` ? 'span.mention.self' : 'span.mention', {}, part)
    : part);
}

/** The name that stands for everybody. */
export const ALL = 'all';

/** Whom a text mentions, of the names that may be mentioned. */
export function mentionsIn(text, names) {
  if (names.length === 0) return { mentions: [], mentionsAll: false };
  const found = new Set(text.split(pattern(names)).filter((_, index) => index % 2 === 1).map(part => part.slice(1)));
  const mentionsAll = found.delete(ALL);
  return { mentions: [...found], mentionsAll };
}

/** The longest name first: "@Ann Lee" is not "@Ann". */
function pattern(names) {
  const escaped = [...names].sort((a, b) => b.length - a.length).map(name => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(@(?:${escaped.join('|')}))(?![\\p{L}\\p{N}])`, 'u');
}
