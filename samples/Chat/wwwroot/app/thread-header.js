import { avatar, groupAvatar } from './avatar.js';
import { openConversationMenu } from './conversation-menu.js';
import { el, fill, icon } from './dom.js';
import { names, plural, short } from './format.js';

/** The line above a thread: whom one talks with, whether they are there or typing, and what one can do. */
export function fillHeader(header, { client, presence, target, name, conversation, actions }) {
  const peer = conversation?.peer || (target.startsWith('@') ? name : '');
  const group = conversation !== undefined && !conversation.peer;
  const typing = client.typing.names(target);
  const online = peer !== '' && isOnline(client, presence, peer);
  const about = group ? plural(conversation.memberCount, 'member') : peer ? whether(client, presence, peer, online) : '';
  const key = JSON.stringify([name, peer, group, typing, online, about, conversation?.role, conversation?.muted, conversation?.pinned]);
  if (header.dataset.key === key) return;
  header.dataset.key = key;
  const button = (sign, label, act) => el('button.icon-button', { type: 'button', title: label, 'aria-label': label, onclick: act }, icon(sign));
  fill(header,
    el('button.icon-button.back', { type: 'button', 'aria-label': 'Back to the list', onclick: () => actions.go(null) }, icon('back')),
    group ? groupAvatar(name) : avatar(name, { online }),
    el('div.thread-title', {}, el('h1', {}, name, conversation?.pinned && icon('pin'), conversation?.muted && icon('mute')),
      el('p', { 'aria-live': 'polite' }, typing.length > 0 ? el('span.typing', {}, typingText(typing, group)) : about)),
    group && button('group', actions.mayAdd(conversation) ? 'Members, and add more' : 'Members', () => actions.group(target)),
    conversation && button('more', 'Conversation', event => openConversationMenu(event.currentTarget, client, client.conversations.get(target), actions)));
}

/** The page knows who has a connection at once; who lost theirs a moment ago still counts as there. */
export function isOnline(client, presence, name) {
  return presence.connections(name) > 0 || client.watch.online(name);
}

export function typingText(typing, group) {
  return group ? `${names(typing)} ${typing.length === 1 ? 'is' : 'are'} typing…` : 'typing…';
}

function whether(client, presence, peer, online) {
  const connections = presence.connections(peer);
  if (!presence.known) return 'Not connected';
  if (connections > 0) return `Online · ${plural(connections, 'connection')}`;
  if (online) return 'Online a moment ago';
  const since = client.watch.since(peer);
  return since > 0 ? `Offline since ${short(since)}` : 'Offline: will read it later';
}
