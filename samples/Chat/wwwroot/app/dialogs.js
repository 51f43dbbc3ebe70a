import { el } from './dom.js';
import { PeoplePicker } from './picker.js';

/** Shows a dialog; `onOk` returns a promise, whose failure is shown and leaves the dialog open. */
export function show(title, ok, content, onOk) {
  const error = el('p.error', { role: 'alert' });
  const submit = ok && el('button.primary', { type: 'submit' }, ok);
  const dialog = el('dialog', { 'aria-label': title, onclose: () => dialog.remove(), onclick: event => event.target === dialog && dialog.close() },
    el('form', { novalidate: true, onsubmit: async event => {
      event.preventDefault();
      submit.disabled = true;
      try {
        await onOk();
        dialog.close();
      } catch (failure) {
        error.textContent = failure.message;
      } finally {
        submit.disabled = false;
      }
    } },
      el('h2', {}, title), content, error,
      el('div.buttons', {}, el('button', { type: 'button', onclick: () => dialog.close() }, ok ? 'Cancel' : 'Close'), submit)));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export const refuse = message => { throw new Error(message); };

export function newMessageDialog(client, presence, actions) {
  const picker = new PeoplePicker(client, presence, { single: true });
  show('New message', 'Open', picker.element, async () => {
    const [name] = picker.chosen();
    actions.message(name ?? refuse('Choose or type a name.'));
  });
  picker.focus();
}

export function newGroupDialog(client, presence, actions) {
  const title = el('input', { id: 'group-title', type: 'text', maxlength: '60', required: true, autocomplete: 'off', placeholder: 'What is it about?' });
  const picker = new PeoplePicker(client, presence);
  const content = [el('label', { for: 'group-title' }, 'Name of the group'), title, picker.element];
  show('New group', 'Create', content, async () => {
    const name = title.value.trim() || refuse('Give the group a name.');
    const members = picker.chosen();
    if (members.length === 0) refuse('Add at least one person.');
    actions.go(await client.groups.create(name, members));
  });
  title.focus();
}

/** Asks once more before something that cannot be undone. */
export function confirmDialog(title, text, ok, act) {
  show(title, ok, el('p', {}, text), act);
}
