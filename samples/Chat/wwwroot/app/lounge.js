import { avatar, hued, loungeAvatar } from './avatar.js';
import { Composer } from './composer.js';
import { el, icon } from './dom.js';
import { atClock, plural } from './format.js';
import { keyed } from './keyed.js';
import { LOUNGE_EMOJIS } from './operations.js';
import { Scroller } from './scroller.js';

const MAX_LINE = 500;

/** The live room: pushes to whoever is there, nothing is kept. */
export class LoungeView {
  element;
  #room;
  #presence;
  #scroller;
  #composer;
  #list = el('ol.lounge-lines', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Said in the lounge' });
  #sky = el('div.sky', { 'aria-hidden': 'true' });
  #count = el('p.lounge-count', { role: 'status' });
  #problem = el('p.lounge-problem', { role: 'alert' });
  #offs;

  constructor(client, room, presence, actions) {
    this.#room = room;
    this.#presence = presence;
    this.#scroller = new Scroller(this.#list);
    this.#composer = new Composer({
      label: 'Say something in the lounge', placeholder: 'Say something; nothing is kept', max: MAX_LINE,
      onSend: text => this.#try(room.say(text)),
    });
    this.element = el('article.lounge', {},
      el('header.thread-header', {},
        el('button.icon-button.back', { type: 'button', 'aria-label': 'Back to the list', onclick: () => actions.go(null) }, icon('back')),
        loungeAvatar(),
        el('div.thread-title', {}, el('h1', {}, 'Lounge', el('span.live-tag', {}, 'Live')), this.#count)),
      el('div.thread-body', {}, this.#scroller.element, this.#sky),
      this.#problem,
      el('div.cheers', { role: 'group', 'aria-label': 'Reactions' }, LOUNGE_EMOJIS.map(emoji =>
        el('button.cheer', { type: 'button', 'aria-label': `Send ${emoji}`, onclick: () => this.#try(room.cheer(emoji)) }, emoji))),
      this.#composer.element);
    this.#offs = [
      room.on('line', () => this.#render()),
      room.on('emoji', ({ emoji, name }) => this.#rise(emoji, name)),
      presence.on('change', () => this.#fillCount()),
    ];
    room.enter();
    this.#fillCount();
  }

  dispose() {
    for (const off of this.#offs) off();
    this.#room.leave();
  }

  focus() {
    if (matchMedia('(min-width: 721px)').matches) this.#composer.focus();
  }

  #fillCount() {
    this.#count.textContent = this.#presence.known ? `${plural(this.#presence.lounge, 'person', 'people')} here now` : 'Not connected';
  }

  async #try(promise) {
    try {
      await promise;
      this.#problem.textContent = '';
    } catch (error) {
      this.#problem.textContent = `Not sent: ${error.message}`;
    }
  }

  #render() {
    this.#scroller.change('newer', () => keyed(this.#list, this.#room.lines, line => this.#line(line), () => {}), 1);
  }

  #line({ note, name, text, time }) {
    if (note) return el('li.lounge-note', {}, note);
    return el('li.lounge-line', {}, avatar(name, { small: true }),
      el('p', {}, hued(el('strong.ink', {}, name), name), el('time', {}, atClock(time)), el('span.said', {}, text)));
  }

  /** An emoji rises over the room for a moment. */
  #rise(emoji, name) {
    const bubble = el('span.rising', {}, el('span.rising-emoji', {}, emoji), el('span.rising-name', {}, name));
    bubble.style.left = `${8 + Math.random() * 80}%`;
    bubble.style.setProperty('--drift', `${Math.random() * 60 - 30}px`);
    bubble.addEventListener('animationend', () => bubble.remove());
    this.#sky.append(bubble);
  }
}
