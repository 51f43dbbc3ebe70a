import { el, icon } from './dom.js';

/** What stands beside the list while nothing is open. */
export function welcome(client, actions) {
  return el('div.welcome', {},
    el('img', { src: 'favicon.svg', alt: '', width: '72', height: '72' }),
    el('h2', {}, `Hello, ${client.user}`),
    el('p', {}, 'Pick a conversation, write to somebody, or look into the lounge.'),
    el('div.welcome-actions', {},
      el('button.primary', { type: 'button', onclick: actions.newMessage }, icon('plus'), 'New message'),
      el('button', { type: 'button', onclick: actions.newGroup }, icon('group'), 'New group')),
    el('p.keys', {}, el('kbd', {}, 'Ctrl K'), ' search · ', el('kbd', {}, 'Alt ↑ ↓'), ' next conversation · ', el('kbd', {}, 'Esc'), ' close'));
}
