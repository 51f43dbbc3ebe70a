import { avatar, hued } from './avatar.js';
import { el, fill, icon } from './dom.js';
import { atClock, atFull } from './format.js';

const STATES = {
  sending: ['clock', 'Sending'],
  sent: ['check', 'Sent: stored by the server'],
  failed: ['alert', 'Not sent'],
};
const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

/** Text with its addresses made into links; everything else stays text. */
function linked(text) {
  return text.split(LINK).map((part, index) => index % 2 === 1
    ? el('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part)
    : part);
}

export function createItem(item) {
  if (item.type === 'day') return el('li.day', {}, el('span', {}));
  if (item.type === 'new') return el('li.new', {}, el('span', {}, 'New messages'));
  if (item.type === 'notice') return el('li.notice', {});
  return el('li.message', {});
}

/** @param {{retry: function, discard: function, group: boolean}} context */
export function fillItem(element, item, context) {
  const mark = JSON.stringify([item, context.group]);
  if (element.dataset.mark === mark) return;
  element.dataset.mark = mark;
  if (item.type === 'day') element.firstElementChild.textContent = item.text;
  else if (item.type === 'notice') element.textContent = item.text;
  else if (item.type === 'message') fillMessage(element, item, context);
}

function fillMessage(element, item, context) {
  element.className = `message ${item.own ? 'own' : 'other'}${item.first ? ' first' : ''}${item.last ? ' last' : ''}`;
  element.dataset.state = item.state;
  if (item.seq) element.dataset.seq = item.seq;
  const [sign, label] = STATES[item.state];
  const time = el('time', { datetime: new Date(item.time).toISOString(), title: atFull(item.time) }, atClock(item.time));
  const state = item.own && el('span.state', { role: 'img', 'aria-label': label, title: label }, icon(sign));
  fill(element,
    el('span.side', {}, !item.own && item.last && avatar(item.sender, { small: true })),
    el('div.body', {},
      !item.own && item.first && context.group && hued(el('span.sender.ink', {}, item.sender), item.sender),
      el('div.bubble', {},
        el('span.sr', {}, item.own ? 'You: ' : `${item.sender}: `),
        el('span.text', {}, linked(item.text)),
        el('span.meta', {}, time, state)),
      item.state === 'failed' && el('div.failed', { role: 'alert' },
        el('span', {}, `Not sent: ${item.error}. `),
        el('button.link', { type: 'button', onclick: () => context.retry(item.id) }, 'Try again'),
        el('button.link', { type: 'button', onclick: () => context.discard(item.id) }, 'Discard'))));
}
