import { Completion } from './completion.js';
import { el, icon } from './dom.js';

const MOST = 4000;
const WARN = 3600;

/** Where one writes: Enter sends, Shift+Enter makes a new line, @ completes names. Above it stands what is answered or edited. */
export class Composer {
  element;
  #input;
  #send;
  #max;
  #onInput;
  #count = el('span.count', { 'aria-live': 'polite' });
  #about = el('div.about', { hidden: true });
  #cancel = null;

  constructor({ label = '', placeholder = '', text = '', max = MOST, onSend, onInput = () => {}, complete = () => [] }) {
    this.#max = max;
    this.#onInput = onInput;
    this.#input = el('textarea', { rows: 1, maxlength: String(max), placeholder, 'aria-label': label });
    this.#send = el('button.send', { type: 'submit', 'aria-label': 'Send', title: 'Send' }, icon('send'));
    const completion = new Completion(this.#input, complete);
    const submit = event => {
      event.preventDefault();
      const text = this.text.trim();
      if (text === '') return;
      this.#input.value = '';
      this.#update();
      completion.close();
      onSend(text);
      this.focus();
    };
    this.#input.value = text;
    this.#input.addEventListener('input', () => this.#update());
    this.#input.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
      else if (event.key === 'Escape' && this.#cancel) {
        event.stopPropagation();
        this.#cancel();
      }
    });
    this.element = el('form.composer', { onsubmit: submit }, completion.element, this.#about, el('div.composer-line', {}, this.#input, this.#count, this.#send));
    this.#send.disabled = text.trim() === '';
    requestAnimationFrame(() => this.#fit());
  }

  get text() {
    return this.#input.value;
  }

  /** Puts another text there, which nobody has typed. */
  set text(text) {
    if (text === this.#input.value) return;
    this.#input.value = text;
    this.#show();
  }

  /** Names whom the text is for. */
  address(name) {
    this.#input.placeholder = `Message ${name}`;
    this.#input.setAttribute('aria-label', `Message to ${name}`);
  }

  /** Says what the text is about; null for nothing. @param {{title: string, text: string}} what */
  about(what, cancel = null) {
    this.#cancel = what && cancel;
    this.#about.hidden = !what;
    if (!what) return;
    this.#about.replaceChildren(el('span.about-text', {}, el('strong', {}, what.title), el('span', {}, what.text)),
      el('button.icon-button', { type: 'button', 'aria-label': `Cancel: ${what.title}`, onclick: cancel }, icon('close')));
    this.focus();
  }

  focus() {
    this.#input.focus();
  }

  #update() {
    this.#show();
    this.#onInput(this.text);
  }

  #show() {
    this.#fit();
    const { length } = this.text;
    this.#send.disabled = this.text.trim() === '';
    this.#count.textContent = length > Math.min(WARN, this.#max * 0.9) ? `${this.#max - length} left` : '';
  }

  /** As high as its text, up to a third of the window. */
  #fit() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, innerHeight / 3)}px`;
  }
}
