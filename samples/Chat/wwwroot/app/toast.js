import { el } from './dom.js';

const SHOWN = 5000;

/** Says for a moment that something was refused. */
export function toast(text) {
  document.querySelector('.toast')?.remove();
  const element = el('p.toast', { role: 'alert' }, text);
  (document.querySelector('dialog[open]') ?? document.body).append(element);
  setTimeout(() => element.remove(), SHOWN);
}

/** Waits for something, and tells if it fails. @returns Whether it went well. */
export async function told(promise) {
  try {
    await promise;
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}
