import { el, icon } from './dom.js';

/**
 * Opens a menu beside what was pressed. It closes by a choice, Escape or a press elsewhere.
 * @param {{text: string, icon: string, act: function, danger: boolean}[]} items What is false is left out.
 * @param {{head: Node[], foot: string, close: function}} more Above and below them.
 */
export function openMenu(anchor, label, items, { head = [], foot = '' } = {}) {
  const close = () => menu.isConnected && menu.hidePopover();
  const run = act => () => {
    close();
    act();
  };
  const menu = el('div.menu', { role: 'menu', 'aria-label': label, popover: 'auto', onkeydown: event => onKey(event, menu, close) },
    head.length > 0 && el('div.menu-head', {}, head.map(({ text, label: name, pressed, act }) => el('button.menu-emoji', {
      type: 'button', role: 'menuitem', 'aria-label': name, 'aria-pressed': pressed ? 'true' : undefined, onclick: run(act),
    }, text))),
    items.filter(Boolean).map(item => el(item.danger ? 'button.menu-item.danger' : 'button.menu-item', { type: 'button', role: 'menuitem', onclick: run(item.act) },
      icon(item.icon), el('span', {}, item.text))),
    foot && el('p.menu-foot', {}, foot));
  menu.addEventListener('toggle', event => {
    if (event.newState !== 'closed') return;
    menu.remove();
    if (document.activeElement === document.body) anchor.focus();
  });
  // Inside a dialog, what stands outside of it cannot be pressed.
  (anchor.closest('dialog') ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor.getBoundingClientRect());
  menu.querySelector('button')?.focus();
}

function onKey(event, menu, close) {
  const buttons = [...menu.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Below what was pressed if there is room, else above; always inside the window. */
function place(menu, { left, right, top, bottom }) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const x = left + width > innerWidth - 8 ? right - width : left;
  const y = bottom + height > innerHeight - 8 ? top - height - 4 : bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}
