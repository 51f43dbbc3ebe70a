import { leads } from '../imkit/operations.js';
import { showBanner } from './banner.js';
import { newGroupDialog, newMessageDialog } from './dialogs.js';
import { el } from './dom.js';
import { Drafts } from './drafts.js';
import { groupPanel } from './group-panel.js';
import { LoungeView } from './lounge.js';
import { LOUNGE } from './operations.js';
import { Presence } from './presence.js';
import { LoungeRoom } from './room.js';
import { targetOf, hashOf } from './route.js';
import { Sidebar } from './sidebar.js';
import { ThreadView } from './thread.js';
import { welcome } from './welcome.js';

/** The page after the sign-in: the list at the side, one conversation or the lounge beside it. */
export function showChat(app, client, signOut) {
  document.body.dataset.page = 'chat';
  const presence = new Presence(client);
  const room = new LoungeRoom(client);
  const drafts = new Drafts(client);
  const pane = el('section.pane', { 'aria-label': 'Conversation' });
  let view = null;
  let target = null;

  const go = next => {
    const hash = hashOf(next);
    if (location.hash === hash || (hash === '#' && location.hash === '')) show(next);
    else location.hash = hash;
  };
  const actions = {
    go,
    signOut: () => leave(),
    message: name => go(client.conversations.withPeer(name)?.id ?? `@${name}`),
    newMessage: () => newMessageDialog(client, presence, actions),
    newGroup: () => newGroupDialog(client, presence, actions),
    mayAdd: conversation => leads(conversation.role) && !conversation.dissolved,
    group: id => groupPanel(client, presence, id, actions),
  };
  const sidebar = new Sidebar(client, presence, room, drafts, actions);

  function show(next) {
    const peer = next?.startsWith('@') && client.conversations.withPeer(next.slice(1));
    if (peer) return go(peer.id);
    if (view && next === target) return;
    view?.dispose();
    target = next;
    sidebar.select(next);
    document.body.dataset.view = next ? 'pane' : 'list';
    if (next === null) view = null;
    else view = next === LOUNGE ? new LoungeView(client, room, presence, actions) : new ThreadView(client, presence, next, drafts, actions);
    pane.replaceChildren(view ? view.element : welcome(client, actions));
    view?.focus();
  }

  const onHash = () => show(targetOf(location.hash));
  const onKey = event => {
    if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sidebar.focusSearch();
    } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      go(sidebar.neighbour(event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Escape' && !document.querySelector('dialog[open]') && target !== null) {
      go(null);
    }
  };
  const wake = () => document.visibilityState === 'visible' && client.connection.wake();
  const listeners = [[window, 'hashchange', onHash], [window, 'online', wake], [document, 'visibilitychange', wake], [document, 'keydown', onKey]];
  for (const [source, name, listener] of listeners) source.addEventListener(name, listener);
  const hideBanner = showBanner(client);

  function leave(message) {
    for (const [source, name, listener] of listeners) source.removeEventListener(name, listener);
    hideBanner();
    view?.dispose();
    signOut(message);
  }

  client.on('opened', (from, id) => {
    drafts.move(from, id);
    if (from !== target) return;
    history.replaceState(null, '', hashOf(id));
    show(id);
  });
  client.on('state', (state, reason) => {
    document.body.dataset.connection = state;
    if (state === 'ended' && reason) leave(reason);
  });
  let member = null;
  client.on('conversations', () => {
    // Who is not in a conversation any more has no business in it.
    const known = client.conversations.get(target) !== undefined;
    if (member !== null && member === target && !known) go(null);
    member = known ? target : null;
    const { unread } = client.conversations;
    document.title = unread > 0 ? `(${unread}) ImKit Chat` : 'ImKit Chat';
  });
  app.replaceChildren(el('div.chat', {}, sidebar.element, pane));
  onHash();
}
