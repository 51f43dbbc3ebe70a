import { Role, leads } from '../imkit/operations.js';
import { avatar } from './avatar.js';
import { confirmDialog, refuse, show } from './dialogs.js';
import { el, fill, icon } from './dom.js';
import { openMemberMenu } from './member-menu.js';
import { PeoplePicker } from './picker.js';
import { told } from './toast.js';

const LABELS = { [Role.owner]: 'Owner', [Role.admin]: 'Admin', [Role.muted]: 'Muted' };

/** A group's members and settings. Its owner and admins change them; everybody may leave, the owner may dissolve it. */
export function groupPanel(client, presence, id, actions) {
  const conversation = client.conversations.get(id);
  const mayLead = actions.mayAdd(conversation);
  const list = el('ul.members', { 'aria-label': 'Members' });
  const picker = mayLead && new PeoplePicker(client, presence, { label: 'Add people' });
  const dialog = show(mayLead ? 'Group' : conversation.title, mayLead ? 'Add' : null,
    [mayLead && settings(client, conversation), list, picker && picker.element, ending(client, conversation, () => dialog.close(), actions)], async () => {
      const users = picker.chosen();
      await client.groups.add(id, users.length > 0 ? users : refuse('Choose or type a name.'));
    });
  const render = () => {
    const members = client.roster.members(id);
    picker?.exclude?.(members.map(member => member.userId));
    fill(list, members.map(member => row(client, presence, id, member)));
  };
  const off = client.roster.on('change', changed => changed === id && render());
  dialog.addEventListener('close', off);
  render();
  client.roster.load(id);
}

function row(client, presence, id, { userId, role }) {
  const mine = client.conversations.get(id)?.role;
  const above = userId !== client.user && (mine === Role.owner || mine === Role.admin && !leads(role));
  return el('li', {},
    avatar(userId, { small: true, online: presence.connections(userId) > 0 }),
    el('span', {}, userId === client.user ? `${userId} (you)` : userId),
    LABELS[role] && el('span.role', {}, LABELS[role]),
    above && el('button.icon-button.small', {
      type: 'button', 'aria-label': `Manage ${userId}`, title: `Manage ${userId}`, 'aria-haspopup': 'menu',
      onclick: event => openMemberMenu(event.currentTarget, client, id, { userId, role, mine }),
    }, icon('more')));
}

function settings(client, { id, title, adminsSpeak }) {
  const input = el('input', { id: 'panel-title', type: 'text', maxlength: '60', autocomplete: 'off' });
  input.value = title;
  const rename = () => {
    const name = input.value.trim();
    if (name && name !== client.conversations.get(id)?.title) told(client.groups.change(id, { title: name }));
  };
  input.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    rename();
  });
  const speak = el('input', { id: 'panel-speak', type: 'checkbox', checked: adminsSpeak, onchange: async () => {
    const done = await told(client.groups.change(id, { speak: speak.checked ? 'SPEAK_RULE_ADMINS' : 'SPEAK_RULE_UNSPECIFIED' }));
    if (!done) speak.checked = !speak.checked;
  } });
  return el('div.settings', {},
    el('label', { for: 'panel-title' }, 'Name of the group'),
    el('div.settings-line', {}, input, el('button', { type: 'button', onclick: rename }, 'Rename')),
    el('label.check', { for: 'panel-speak' }, speak, 'Only admins write'));
}

function ending(client, { id, title, role, dissolved, memberCount }, close, actions) {
  const end = async promise => {
    await promise;
    close();
    actions.go(null);
  };
  const mayLeave = role !== Role.owner || memberCount === 1;
  return el('div.ending', {},
    mayLeave && el('button.link.danger', { type: 'button', onclick: () => confirmDialog(`Leave ${title}?`, 'You see no more of it, unless somebody adds you again.', 'Leave',
      () => end(client.groups.remove(id, client.user))) }, 'Leave the group'),
    role === Role.owner && !dissolved && el('button.link.danger', { type: 'button', onclick: () => confirmDialog(`Dissolve ${title}?`, 'Nobody can write there any more. What was said can be read.', 'Dissolve',
      async () => {
        await client.groups.dissolve(id);
        close();
      }) }, 'Dissolve the group'));
}
