import { avatar } from './avatar.js';
import { el } from './dom.js';
import { PeoplePicker } from './picker.js';

/** Shows a dialog; `onOk` returns a promise, whose failure is shown and leaves the dialog open. */
function show(title, ok, content, onOk) {
  const error = el('p.error', { role: 'alert' });
  const submit = ok && el('button.primary', { type: 'submit' }, ok);
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => dialog.remove(), onclick: event => event.target === dialog && dialog.close() },
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
      el('h2', { id: 'dialog-title' }, title), content, error,
      el('div.buttons', {}, el('button', { type: 'button', onclick: () => dialog.close() }, ok ? 'Cancel' : 'Close'), submit)));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const refuse = message => { throw new Error(message); };

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
    actions.go(await client.createGroup(name, members));
  });
  title.focus();
}

/** The members of a group; its owner and admins can add more. */
export async function addMembersDialog(client, presence, conversation) {
  const list = el('ul.members', { 'aria-label': 'Members' });
  const mayAdd = conversation.role !== 'MEMBER_ROLE_MEMBER';
  const picker = mayAdd && new PeoplePicker(client, presence, { label: 'Add people' });
  show(conversation.title, mayAdd ? 'Add' : null, [list, picker && picker.element], async () => {
    const users = picker.chosen();
    await client.addMembers(conversation.id, users.length > 0 ? users : refuse('Choose or type a name.'));
  });
  const members = await client.members(conversation.id).catch(() => []);
  picker?.exclude?.(members.map(member => member.userId));
  list.append(...members.map(({ userId, role }) => el('li', {},
    avatar(userId, { small: true, online: presence.connections(userId) > 0 }),
    el('span', {}, userId === client.user ? `${userId} (you)` : userId),
    role !== 'MEMBER_ROLE_MEMBER' && el('span.role', {}, role === 'MEMBER_ROLE_OWNER' ? 'Owner' : 'Admin'))));
}
