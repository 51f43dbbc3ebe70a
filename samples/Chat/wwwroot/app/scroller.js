import { el, icon } from './dom.js';

const NEAR = 80;

/** A list that stays at its end while one is there, and keeps its place when older things come in above. Event calls: onEnd, onTop. */
export class Scroller {
  element;
  list;
  #box;
  #jump;
  #missed = 0;

  constructor(list, { onEnd = () => {}, onTop = () => {} } = {}) {
    this.list = list;
    this.#box = el('div.scroll', { tabIndex: 0, role: 'region', 'aria-label': 'Messages', onscroll: () => {
      if (this.atEnd) {
        this.#setMissed(0);
        onEnd();
      }
      this.#jump.hidden = this.atEnd;
      if (this.#box.scrollTop < NEAR) onTop();
    } }, list);
    this.#jump = el('button.jump', { type: 'button', hidden: true, onclick: () => this.toEnd(true) });
    this.#setMissed(0);
    this.element = el('div.scroller', {}, this.#box, this.#jump);
    new ResizeObserver(() => this.#stick && this.toEnd()).observe(this.#box);
  }

  #stick = true;

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    this.#stick = scrollHeight - scrollTop - clientHeight < NEAR;
    return this.#stick;
  }

  toEnd(smooth = false) {
    this.#box.scrollTo({ top: this.#box.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
  }

  /** Changes the list. @param mode 'end' to go to the end, 'older' if things come in above, 'newer' to stay at the end if there. */
  change(mode, act, missed = 0) {
    const end = this.atEnd;
    const fromBottom = this.#box.scrollHeight - this.#box.scrollTop;
    act();
    if (mode === 'older') this.#box.scrollTop = this.#box.scrollHeight - fromBottom;
    else if (mode === 'end' || end) this.toEnd();
    else this.#setMissed(this.#missed + missed);
    this.#jump.hidden = this.atEnd;
  }

  #setMissed(count) {
    this.#missed = count;
    const text = count > 0 ? `${count} new` : 'Latest';
    this.#jump.replaceChildren(text, icon('down'));
    this.#jump.setAttribute('aria-label', `${text}: go to the end`);
  }
}
