import { el, icon } from './dom.js';

/** FNV-1a, mixed once more so that names that end alike do not look alike. */
function hash(text) {
  let value = 2166136261;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 16777619);
  value = Math.imul(value ^ value >>> 15, 0x85ebca6b);
  return (value ^ value >>> 13) >>> 0;
}

/** Gives an element the colour of a name; the style sheets make lightness and contrast of it. */
export function hued(element, name) {
  element.style.setProperty('--hue', String(130 + hash(name) % 20 * 14));
  return element;
}

/** A person's initial on a colour of their own. */
export function avatar(name, { online = false, small = false } = {}) {
  const initial = [...name.trim()][0]?.toUpperCase() ?? '?';
  return hued(el(small ? 'span.avatar.small' : 'span.avatar', { 'aria-hidden': 'true' }, initial, online && el('span.dot')), name);
}

export function groupAvatar(title) {
  return hued(el('span.avatar.square', { 'aria-hidden': 'true' }, icon('group')), title);
}

export function loungeAvatar() {
  return el('span.avatar.square.live', { 'aria-hidden': 'true' }, icon('live'));
}
