import { avatar, hued } from './avatar.js';
import { el, fill, icon } from './dom.js';
import { atClock, atFull } from './format.js';
import { ALL, rich } from './text.js';

const STATES = {
  sending: ['clock', 'Sending'],
  sent: ['check', 'Sent: stored by the server'],
  failed: ['alert', 'Not sent'],
};
const STORED = ['dot', 'Sent: stored by the server'];
const DELIVERED = ['check', 'Delivered'];

export function createItem(item) {
  if (item.type === 'day') return el('li.day', {}, el('span', {}));
  if (item.type === 'new') return el('li.new', {}, el('span', {}, 'New messages'));
  if (item.type === 'notice') return el('li.notice', {});
  return el('li.message', {});
}

/** @param {{me: string, group: boolean, retry: function, discard: function, menu: function, react: function, jump: function}} context */
export function fillItem(element, item, context) {
  const mark = JSON.stringify([item, context.group]);
  if (element.dataset.mark === mark) return;
  element.dataset.mark = mark;
  if (item.type === 'day') element.firstElementChild.textContent = item.text;
  else if (item.type === 'notice') element.textContent = item.text;
  else if (item.type === 'message') fillMessage(element, item, context);
}

function fillMessage(element, item, context) {
  const classes = { own: item.own, other: !item.own, first: item.first, last: item.last, recalled: item.recalled, mentioned: item.mentionsMe };
  element.className = ['message', ...Object.keys(classes).filter(name => classes[name])].join(' ');
  Object.assign(element.dataset, { state: item.state, read: item.read ?? '', delivered: item.delivered ? 'yes' : '' });
  if (item.seq) element.dataset.seq = item.seq;
  fill(element,
    el('span.side', {}, !item.own && item.last && avatar(item.sender, { small: true })),
    el('div.body', {},
      !item.own && item.first && context.group && hued(el('span.sender.ink', {}, item.sender), item.sender),
      el('div.line', {}, bubble(item, context), item.seq && actions(item, context)),
      item.reactions?.length > 0 && reactions(item, context),
      item.state === 'failed' && el('div.failed', { role: 'alert' },
        el('span', {}, `Not sent: ${item.error}. `),
        el('button.link', { type: 'button', onclick: () => context.retry(item.id) }, 'Try again'),
        el('button.link', { type: 'button', onclick: () => context.discard(item.id) }, 'Discard'))));
}

function bubble(item, context) {
  const named = [...item.mentions ?? [], item.mentionsAll && ALL].filter(Boolean);
  const text = item.recalled ? 'Message taken back' : rich(item.text, named, context.me);
  return el('div.bubble', {},
    el('span.sr', {}, item.own ? 'You: ' : `${item.sender}: `),
    item.quote && quote(item.quote, context),
    el('span.text', {}, text),
    el('span.meta', {}, item.edited && el('span.edited', {}, 'edited'),
      el('time', { datetime: new Date(item.time).toISOString(), title: atFull(item.time) }, atClock(item.time)),
      item.own && !item.recalled && state(item, context.group)));
}

/** Between two people, one tick: it is on a device of the other. In a group: it is stored. Two: the others have read it. */
function state(item, group) {
  const all = item.read === 'all';
  const sent = group || item.state !== 'sent' ? STATES[item.state] : item.delivered ? DELIVERED : STORED;
  const [sign, label] = item.readers ? [all ? 'checks' : 'check', `Read by ${item.readers}`] : sent;
  return el(all ? 'span.state.read' : 'span.state', { role: 'img', 'aria-label': label, title: label }, icon(sign));
}

function quote({ seq, sender, text }, context) {
  return hued(el('button.quote', { type: 'button', 'aria-label': `In reply to ${sender}: ${text}`, onclick: () => context.jump(seq) },
    el('strong', {}, sender), el('span', {}, text)), sender);
}

function actions(item, context) {
  return el('button.actions', {
    type: 'button', 'aria-label': 'Message actions', title: 'React, reply and more', 'aria-haspopup': 'menu',
    onclick: event => context.menu(event.currentTarget, item.seq),
  }, icon('more'));
}

function reactions(item, context) {
  return el('div.reactions', { role: 'group', 'aria-label': 'Reactions' }, item.reactions.map(({ key, count, mine }) => el('button.reaction', {
    type: 'button', 'aria-pressed': String(mine ?? false), 'aria-label': `${key} ${count}${mine ? ', also yours' : ''}`,
    onclick: () => context.react(item.seq, key, mine),
  }, el('span.emoji', {}, key), el('span.reaction-count', {}, String(count)))));
}
