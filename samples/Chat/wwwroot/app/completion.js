import { avatar } from './avatar.js';
import { el } from './dom.js';

const MOST = 6;
const TYPED = /(?:^|\s)@([^\s@]*)$/u;

/** Offers names while one types behind an @: arrows choose, Enter or Tab takes, Escape closes. */
export class Completion {
  element = el('ul.completion', { role: 'listbox', id: 'completion', 'aria-label': 'People to mention', hidden: true });
  #input;
  #names;
  #offered = [];
  #at = 0;

  /** @param {function(): string[]} names Who may be mentioned now. */
  constructor(input, names) {
    this.#input = input;
    this.#names = names;
    input.addEventListener('input', () => this.#offer());
    input.addEventListener('blur', () => this.close());
    input.addEventListener('keydown', event => this.#key(event));
  }

  close() {
    this.#offered = [];
    this.#render();
  }

  #offer() {
    const typed = TYPED.exec(this.#input.value.slice(0, this.#input.selectionStart));
    const part = typed?.[1].toLocaleLowerCase();
    this.#offered = typed ? this.#names().filter(name => name.toLocaleLowerCase().startsWith(part)).slice(0, MOST) : [];
    this.#at = 0;
    this.#render();
  }

  #key(event) {
    const count = this.#offered.length;
    if (count === 0 || event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#at = (this.#at + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#take(this.#offered[this.#at]);
    else if (event.key === 'Escape') this.#offered = [];
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#render();
  }

  #take(name) {
    const input = this.#input;
    const end = input.selectionStart;
    const start = input.value.lastIndexOf('@', end - 1);
    input.setRangeText(`@${name} `, start, end, 'end');
    this.#offered = [];
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
  }

  #render() {
    this.element.hidden = this.#offered.length === 0;
    this.element.replaceChildren(...this.#offered.map((name, index) => el('li', {
      role: 'option', id: `completion-${index}`, 'aria-selected': String(index === this.#at),
      onmousedown: event => {
        event.preventDefault();
        this.#take(name);
      },
    }, avatar(name, { small: true }), name)));
    if (this.element.hidden) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', `completion-${this.#at}`);
  }
}
