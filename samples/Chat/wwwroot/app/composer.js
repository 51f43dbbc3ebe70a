import { el, icon } from './dom.js';

const MOST = 4000;
const WARN = 3600;

/** Where one writes: Enter sends, Shift+Enter makes a new line. */
export class Composer {
  element;
  #input;
  #count = el('span.count', { 'aria-live': 'polite' });

  constructor({ label = '', placeholder = '', text = '', max = MOST, onSend, onInput = () => {} }) {
    this.#input = el('textarea', { rows: 1, maxlength: String(max), placeholder, 'aria-label': label });
    const send = el('button.send', { type: 'submit', 'aria-label': 'Send', title: 'Send' }, icon('send'));
    const update = () => {
      this.#fit();
      send.disabled = this.text.trim() === '';
      const length = this.text.length;
      this.#count.textContent = length > Math.min(WARN, max * 0.9) ? `${max - length} left` : '';
      onInput(this.text);
    };
    const submit = event => {
      event.preventDefault();
      const text = this.text.trim();
      if (text === '') return;
      this.#input.value = '';
      update();
      onSend(text);
      this.focus();
    };
    this.#input.value = text;
    this.#input.addEventListener('input', update);
    this.#input.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
    });
    this.element = el('form.composer', { onsubmit: submit }, this.#input, this.#count, send);
    send.disabled = text.trim() === '';
    requestAnimationFrame(() => this.#fit());
  }

  get text() {
    return this.#input.value;
  }

  /** Names whom the text is for. */
  address(name) {
    this.#input.placeholder = `Message ${name}`;
    this.#input.setAttribute('aria-label', `Message to ${name}`);
  }

  focus() {
    this.#input.focus();
  }

  /** As high as its text, up to a third of the window. */
  #fit() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, innerHeight / 3)}px`;
  }
}
