import { avatar, groupAvatar } from './avatar.js';
import { Composer } from './composer.js';
import { el, fill, icon } from './dom.js';
import { plural } from './format.js';
import { keyed } from './keyed.js';
import { createItem, fillItem } from './message.js';
import { Scroller } from './scroller.js';
import { timeline } from './timeline.js';

/** One conversation, or the place where a first message to somebody is written. */
export class ThreadView {
  element;
  #client;
  #presence;
  #target;
  #log = null;
  #newFrom = null;
  #seenAtOpen;
  #composer;
  #scroller;
  #list = el('ol.messages', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages' });
  #header = el('header.thread-header');
  #empty = el('div.thread-empty', { hidden: true });
  #offs;
  #actions;
  #context = {
    group: false,
    retry: id => this.#client.outbox.retry(id),
    discard: id => this.#client.outbox.discard(id),
  };

  constructor(client, presence, target, drafts, actions) {
    this.#client = client;
    this.#presence = presence;
    this.#target = target;
    this.#actions = actions;
    this.#seenAtOpen = this.#conversation?.unread > 0 ? this.#conversation.seen : null;
    this.#scroller = new Scroller(this.#list, { onEnd: () => this.#read(), onTop: () => this.#log?.loadOlder().catch(() => {}) });
    this.#composer = new Composer({
      text: drafts.get(target),
      onSend: text => this.#client.outbox.send(target, text), onInput: text => drafts.set(target, text),
    });
    this.element = el('article.thread', {}, this.#header, el('div.thread-body', {}, this.#scroller.element, this.#empty), this.#composer.element);
    if (!target.startsWith('@')) this.#log = client.log(target);
    const onFocus = () => this.#read();
    this.#offs = [
      client.on('conversations', () => this.#update()),
      client.on('log', (id, kind) => id === target && this.#render(kind === 'loaded' ? 'end' : kind)),
      client.on('outbox', changed => changed === target && this.#render('end')),
      client.on('login', () => this.#read()),
      presence.on('change', () => this.#fillHeader()),
      () => window.removeEventListener('focus', onFocus),
      () => document.removeEventListener('visibilitychange', onFocus),
    ];
    window.addEventListener('focus', onFocus);
    document.addEventListener('visibilitychange', onFocus);
    this.#fillHeader();
    requestAnimationFrame(() => this.#render('end'));
  }

  dispose() {
    for (const off of this.#offs) off();
  }

  focus() {
    if (matchMedia('(min-width: 721px)').matches) this.#composer.focus();
  }

  get #conversation() {
    return this.#client.conversations.get(this.#target);
  }

  get #name() {
    if (this.#target.startsWith('@')) return this.#target.slice(1);
    const conversation = this.#conversation;
    return conversation?.peer || conversation?.title || 'Conversation';
  }

  #update() {
    this.#fillHeader();
    this.#read();
  }

  #fillHeader() {
    const conversation = this.#conversation;
    const name = this.#name;
    const peer = conversation?.peer || (this.#target.startsWith('@') ? name : '');
    const group = conversation !== undefined && !conversation.peer;
    this.#context.group = group;
    const connections = peer ? this.#presence.connections(peer) : 0;
    const offline = this.#presence.known ? 'Offline: will read it later' : 'Not connected';
    const online = connections > 0 ? `Online · ${plural(connections, 'connection')}` : offline;
    const mayAdd = group && conversation.role !== 'MEMBER_ROLE_MEMBER';
    this.#composer.address(name);
    fill(this.#header,
      el('button.icon-button.back', { type: 'button', 'aria-label': 'Back to the list', onclick: () => this.#actions.go(null) }, icon('back')),
      group ? groupAvatar(name) : avatar(name, { online: connections > 0 }),
      el('div.thread-title', {}, el('h1', {}, name),
        el('p', {}, group ? plural(conversation.memberCount, 'member') : peer ? online : '')),
      group && el('button.icon-button', {
        type: 'button', title: 'Members', 'aria-label': mayAdd ? 'Members, and add more' : 'Members',
        onclick: () => this.#actions.addMembers(conversation),
      }, icon('group')));
  }

  #render(mode) {
    const entries = this.#log?.entries ?? [];
    if (this.#seenAtOpen !== null && this.#newFrom === null) {
      this.#newFrom = entries.find(entry => entry.countable && entry.seq > this.#seenAtOpen && entry.sender !== this.#client.user)?.seq ?? null;
    }
    const items = timeline(entries, this.#client.outbox.items(this.#target), this.#client.user, this.#newFrom);
    const added = items.length - this.#list.childElementCount;
    this.#scroller.change(mode, () => keyed(this.#list, items, createItem, (element, item) => fillItem(element, item, this.#context)), Math.max(0, added));
    const loading = this.#log !== null && !this.#log.loaded;
    this.#empty.hidden = items.length > 0;
    this.#empty.textContent = loading ? 'Loading…' : `No messages with ${this.#name} yet. Say hello.`;
    this.#read();
  }

  /** Whoever looks at the end of the thread has read it. */
  #read() {
    const looking = document.visibilityState === 'visible' && document.hasFocus() && document.body.dataset.view === 'pane';
    if (looking && this.#log?.loaded && this.#scroller.atEnd && this.#client.connection.state === 'online') this.#client.markRead(this.#target, this.#log.seq);
  }
}
