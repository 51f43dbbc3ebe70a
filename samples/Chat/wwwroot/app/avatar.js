import { el, icon } from './dom.js';

const COLOURS = 10;

function hash(text) {
  let value = 2166136261;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 16777619) >>> 0;
  return value;
}

/** A person's initial on a colour of their own. */
export function avatar(name, { online = false, small = false } = {}) {
  const initial = [...name.trim()][0]?.toUpperCase() ?? '?';
  return el('span.avatar', { 'aria-hidden': 'true', class: `avatar tone-${hash(name) % COLOURS}${small ? ' small' : ''}` }, initial, online && el('span.dot'));
}

export function groupAvatar(title) {
  return el('span.avatar', { 'aria-hidden': 'true', class: `avatar square tone-${hash(title) % COLOURS}` }, icon('group'));
}

export function loungeAvatar() {
  return el('span.avatar.square.live', { 'aria-hidden': 'true' }, icon('live'));
}

/** The number of a person's colour, for their name over a message. */
export const tone = name => hash(name) % COLOURS;
