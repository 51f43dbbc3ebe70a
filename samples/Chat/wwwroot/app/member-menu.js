import { Role } from '../imkit/operations.js';
import { openMenu } from './menu.js';
import { told } from './toast.js';

/** What an owner or admin may do with a member below them. */
export function openMemberMenu(anchor, client, id, { userId, role, mine }) {
  const owner = mine === Role.owner;
  const give = next => () => told(client.groups.setRole(id, userId, next));
  openMenu(anchor, `Manage ${userId}`, [
    owner && role !== Role.admin && { icon: 'star', text: 'Make admin', act: give(Role.admin) },
    owner && role === Role.admin && { icon: 'star', text: 'Make member', act: give(Role.member) },
    owner && { icon: 'key', text: 'Make owner', act: () => told(client.groups.transfer(id, userId)) },
    role === Role.muted ? { icon: 'bell', text: 'Unmute', act: give(Role.member) } : { icon: 'mute', text: 'Mute', act: give(Role.muted) },
    { icon: 'leave', text: 'Remove', danger: true, act: () => told(client.groups.remove(id, userId)) },
    { icon: 'block', text: 'Ban', danger: true, act: give(Role.banned) },
  ]);
}
