import { avatar } from './avatar.js';
import { el } from './dom.js';

/** Chooses people: those online or known are offered, any other name can be typed. */
export class PeoplePicker {
  element;
  #chosen = new Set();
  #excluded;
  #names;
  #single;
  #chips = el('div.chips', { 'aria-live': 'polite' });
  #offers = el('div.offers', { role: 'group', 'aria-label': 'Suggestions' });
  #input = el('input', { id: 'picker', type: 'text', maxlength: '32', autocomplete: 'off', spellcheck: 'false', placeholder: 'Type a name' });

  constructor(client, presence, { single = false, label = single ? 'To' : 'People' } = {}) {
    this.#single = single;
    this.#excluded = new Set([client.user]);
    const peers = client.conversations.list().map(conversation => conversation.peer).filter(Boolean);
    this.#names = [...new Set([...presence.people().map(person => person.name), ...peers])];
    this.#input.addEventListener('input', () => this.#render());
    this.#input.addEventListener('keydown', event => {
      if ((event.key === ',' || event.key === 'Enter' && !single) && this.#typed) {
        event.preventDefault();
        this.#add(this.#typed);
      } else if (event.key === 'Backspace' && this.#input.value === '' && this.#chosen.size > 0) {
        this.#remove([...this.#chosen].at(-1));
      }
    });
    this.element = el('div.picker', {}, el('label', { for: 'picker' }, label), el('div.picker-box', {}, this.#chips, this.#input), this.#offers);
    this.#render();
  }

  /** Those chosen, and the one being typed. */
  chosen() {
    const typed = this.#typed;
    return this.#single ? [typed || [...this.#chosen][0]].filter(Boolean) : [...new Set([...this.#chosen, typed].filter(Boolean))];
  }

  exclude(names) {
    for (const name of names) this.#excluded.add(name);
    this.#render();
  }

  focus() {
    this.#input.focus();
  }

  get #typed() {
    return this.#input.value.trim().normalize('NFC');
  }

  #add(name) {
    if (this.#single) this.#chosen.clear();
    this.#chosen.add(name);
    this.#input.value = '';
    this.#render();
    this.focus();
  }

  #remove(name) {
    this.#chosen.delete(name);
    this.#render();
    this.focus();
  }

  #render() {
    const part = this.#typed.toLocaleLowerCase();
    const offered = this.#names.filter(name => !this.#excluded.has(name) && !this.#chosen.has(name) && name.toLocaleLowerCase().includes(part)).slice(0, 12);
    this.#chips.replaceChildren(...[...this.#chosen].map(name =>
      el('button.chip.chosen', { type: 'button', 'aria-label': `Remove ${name}`, onclick: () => this.#remove(name) }, avatar(name, { small: true }), name, el('span', { 'aria-hidden': 'true' }, '×'))));
    this.#offers.replaceChildren(...offered.map(name =>
      el('button.chip', { type: 'button', onclick: () => this.#add(name) }, avatar(name, { small: true }), name)));
  }
}
