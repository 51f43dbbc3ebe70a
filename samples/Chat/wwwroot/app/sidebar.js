import { avatar, groupAvatar, loungeAvatar } from './avatar.js';
import { el, fill, icon } from './dom.js';
import { atFull, plural, short } from './format.js';
import { keyed } from './keyed.js';
import { preview } from './notices.js';
import { LOUNGE } from './operations.js';
import { isOnline, typingText } from './thread-header.js';

const BUSY = 99;

const sign = (name, label) => el('span.sign', { role: 'img', 'aria-label': label, title: label }, icon(name));

/** What is unread, and whether it mentions the user. A muted conversation counts quietly. */
function badges({ unread, markedUnread, mentions, mentionedAll, muted }) {
  if (unread === 0 && !markedUnread) return [];
  const quiet = muted ? '.quiet' : '';
  return [
    (mentions > 0 || mentionedAll > 0) && el('span.badge.at', { 'aria-label': 'You are mentioned', title: 'You are mentioned' }, '@'),
    unread > 0 ? el(`span.badge.count${quiet}`, { 'aria-label': `${unread} unread` }, unread > BUSY ? `${BUSY}+` : String(unread))
      : el(`span.badge.marked${quiet}`, { 'aria-label': 'Marked as unread' }),
  ];
}

/** Own name, search, the lounge, conversations, and who is online. */
export class Sidebar {
  element;
  #client;
  #presence;
  #room;
  #drafts;
  #actions;
  #selected = null;
  #filter = '';
  #list = el('ul.conversations', { 'aria-label': 'Conversations' });
  #people = el('ul.people', { 'aria-labelledby': 'people-title' });
  #peopleTitle = el('h2', { id: 'people-title' });
  #empty = el('p.empty', { hidden: true });
  #search = el('input', { type: 'search', placeholder: 'Search people and chats', 'aria-label': 'Search people and conversations' });

  constructor(client, presence, room, drafts, actions) {
    this.#client = client;
    this.#presence = presence;
    this.#room = room;
    this.#drafts = drafts;
    this.#actions = actions;
    this.#search.addEventListener('input', () => this.#setFilter(this.#search.value));
    this.#search.addEventListener('keydown', event => event.key === 'Enter' && this.#openFirst());
    this.element = el('nav.sidebar', { 'aria-label': 'Conversations and people' },
      this.#header(),
      el('div.search', {}, icon('search'), this.#search),
      el('div.scroll', {}, this.#list, this.#empty, this.#peopleTitle, this.#people));
    client.on('conversations', () => this.#render());
    client.typing.on('change', () => this.#render());
    client.watch.on('change', () => this.#render());
    presence.on('change', () => this.#render());
    room.on('change', () => this.#render());
    this.#render();
  }

  select(target) {
    this.#selected = target;
    this.#render();
  }

  focusSearch() {
    document.body.dataset.view = 'list';
    this.#search.focus();
    this.#search.select();
  }

  /** The entry above or below the selected one; null if there is none. */
  neighbour(step) {
    const targets = this.#rows().map(row => row.key);
    const at = targets.indexOf(this.#selected);
    return targets[at < 0 ? 0 : (at + step + targets.length) % targets.length] ?? null;
  }

  #header() {
    const { user } = this.#client;
    const button = (names, label, action) => el('button.icon-button', { type: 'button', title: label, 'aria-label': label, onclick: action }, names.map(icon));
    const theme = button(['moon', 'sun'], 'Switch between light and dark', () => {
      const dark = document.documentElement.dataset.theme !== 'dark';
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
      localStorage.setItem('chat.theme', dark ? 'dark' : 'light');
    });
    return el('header.me', {},
      avatar(user, { online: true }),
      el('span.me-name', {}, user),
      button(['plus'], 'New message', this.#actions.newMessage),
      button(['group'], 'New group', this.#actions.newGroup),
      theme,
      button(['leave'], 'Sign out', () => this.#actions.signOut()));
  }

  #setFilter(text) {
    this.#filter = text.trim().toLocaleLowerCase();
    this.#render();
  }

  #openFirst() {
    const row = this.#rows()[0] ?? this.#peopleRows()[0];
    if (row) row.open();
  }

  #matches(text) {
    return text.toLocaleLowerCase().includes(this.#filter);
  }

  #rows() {
    const lounge = { key: LOUNGE, title: 'Lounge', open: () => this.#actions.go(LOUNGE) };
    // What is hidden is found by its name only.
    const conversations = this.#client.conversations.list().filter(({ id, hidden }) => !hidden || this.#filter || id === this.#selected).map(conversation => ({
      key: conversation.id, title: conversation.peer || conversation.title, conversation, open: () => this.#actions.go(conversation.id),
    }));
    return [lounge, ...conversations].filter(row => this.#matches(row.title));
  }

  #peopleRows() {
    return this.#presence.people()
      .filter(person => person.name !== this.#client.user && this.#matches(person.name))
      .map(person => ({ key: person.name, person, open: () => this.#actions.message(person.name) }));
  }

  #render() {
    const rows = this.#rows();
    const people = this.#peopleRows();
    keyed(this.#list, rows, row => this.#row(row), (element, row) => this.#fill(element, row));
    keyed(this.#people, people, row => this.#row(row), (element, row) => this.#fillPerson(element, row));
    this.#peopleTitle.textContent = people.length > 0 ? `Online now · ${people.length}` : 'Online now';
    const nobody = this.#nobody();
    this.#empty.hidden = rows.length > 0 || people.length > 0;
    this.#empty.textContent = this.#filter ? 'Nothing found.' : '';
    this.#people.dataset.empty = people.length === 0 ? nobody : '';
  }

  #nobody() {
    if (!this.#presence.known) return 'Not connected.';
    return this.#filter ? 'Nobody by that name is online.' : 'Only you so far. Open another tab and sign in as somebody else.';
  }

  #row() {
    return el('li', {}, el('button.row', { type: 'button' }));
  }

  #fill(element, row) {
    const button = element.firstElementChild;
    button.onclick = row.open;
    if (row.key === this.#selected) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    fill(button, row.conversation ? this.#conversation(row) : this.#lounge());
  }

  #lounge() {
    const here = this.#presence.lounge;
    const inside = here > 0 ? `${plural(here, 'person', 'people')} inside` : 'Nobody inside; be the first';
    return [loungeAvatar(), el('span.row-text', {},
      el('span.row-top', {}, el('span.row-title', {}, 'Lounge'), el('span.live-tag', {}, 'Live')),
      el('span.row-bottom', {}, el('span.row-preview', {}, this.#presence.known ? inside : 'Talk with whoever is there')))];
  }

  #conversation({ conversation, title }) {
    const { peer, time, pinned, muted } = conversation;
    return [peer ? avatar(peer, { online: isOnline(this.#client, this.#presence, peer) }) : groupAvatar(title), el('span.row-text', {},
      el('span.row-top', {}, el('span.row-title', {}, title), pinned && sign('pin', 'Pinned'), muted && sign('mute', 'Muted'),
        time > 0 && el('time.row-time', { datetime: new Date(time).toISOString(), title: atFull(time) }, short(time))),
      el('span.row-bottom', {}, this.#preview(conversation), badges(conversation)))];
  }

  /** Who is typing, else what was begun here, else the last entry. */
  #preview(conversation) {
    const typing = this.#client.typing.names(conversation.id);
    if (typing.length > 0) return el('span.row-preview.typing', {}, typingText(typing, !conversation.peer));
    const draft = conversation.id === this.#selected ? '' : this.#drafts.get(conversation.id).trim();
    if (draft) return el('span.row-preview', {}, el('span.draft', {}, 'Draft: '), draft);
    return el('span.row-preview', {}, preview(conversation, this.#client.user));
  }

  #fillPerson(element, { person, open }) {
    const button = element.firstElementChild;
    button.onclick = open;
    button.replaceChildren(
      avatar(person.name, { online: true, small: true }),
      el('span.row-title', {}, person.name),
      el('span.connections', {}, plural(person.connections, 'connection')));
  }
}
