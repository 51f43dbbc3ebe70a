import { Role, leads } from '../imkit/operations.js';
import { el, fill } from './dom.js';
import { keyed } from './keyed.js';
import { openMessageMenu } from './message-menu.js';
import { createItem, fillItem } from './message.js';
import { Scroller } from './scroller.js';
import { fillHeader } from './thread-header.js';
import { timeline } from './timeline.js';
import { told } from './toast.js';
import { Writing } from './writing.js';

/** One conversation, or the place where a first message to somebody is written. */
export class ThreadView {
  element;
  #client;
  #presence;
  #target;
  #log = null;
  #newFrom = null;
  #seenAtOpen;
  #writing;
  #scroller;
  #list = el('ol.messages', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages' });
  #header = el('header.thread-header');
  #empty = el('div.thread-empty', { hidden: true });
  #silent = el('p.silent', { role: 'status', hidden: true });
  #offs;
  #actions;
  #context;

  constructor(client, presence, target, drafts, actions) {
    this.#client = client;
    this.#presence = presence;
    this.#target = target;
    this.#actions = actions;
    this.#context = this.#makeContext();
    this.#seenAtOpen = this.#conversation?.unread > 0 ? this.#conversation.seen : null;
    this.#scroller = new Scroller(this.#list, { onEnd: () => this.#read(), onTop: () => this.#log?.loadOlder().catch(() => {}) });
    this.#writing = new Writing(client, target, drafts);
    this.element = el('article.thread', {}, this.#header, el('div.thread-body', {}, this.#scroller.element, this.#empty), this.#silent, this.#writing.composer.element);
    if (target.startsWith('@')) client.watch.also(target.slice(1));
    else {
      this.#log = client.log(target);
      client.roster.load(target);
    }
    this.#offs = this.#listen();
    this.#fill();
    requestAnimationFrame(() => this.#render('end'));
  }

  dispose() {
    for (const off of this.#offs) off();
  }

  focus() {
    if (matchMedia('(min-width: 721px)').matches) this.#writing.composer.focus();
  }

  get #conversation() {
    return this.#client.conversations.get(this.#target);
  }

  get #name() {
    if (this.#target.startsWith('@')) return this.#target.slice(1);
    const conversation = this.#conversation;
    return conversation?.peer || conversation?.title || 'Conversation';
  }

  #listen() {
    const client = this.#client;
    const target = this.#target;
    const onFocus = () => this.#read();
    window.addEventListener('focus', onFocus);
    document.addEventListener('visibilitychange', onFocus);
    return [
      client.on('conversations', () => this.#update()),
      client.on('log', (id, kind) => id === target && this.#render(kind === 'loaded' ? 'end' : kind)),
      client.on('outbox', changed => changed === target && this.#render('end')),
      client.on('login', () => this.#read()),
      client.roster.on('change', id => id === target && this.#render('changed')),
      client.typing.on('change', id => id === target && this.#fill()),
      client.watch.on('change', () => this.#fill()),
      client.contacts.on('change', () => this.#fill()),
      this.#presence.on('change', () => this.#fill()),
      () => window.removeEventListener('focus', onFocus),
      () => document.removeEventListener('visibilitychange', onFocus),
    ];
  }

  #makeContext() {
    const client = this.#client;
    const target = this.#target;
    return {
      me: client.user,
      group: false,
      retry: id => client.outbox.retry(id),
      discard: id => client.outbox.discard(id),
      react: (seq, key, remove) => told(client.messages.react(target, seq, key, remove)),
      jump: seq => this.#jump(seq),
      menu: (anchor, seq) => this.#conversation && openMessageMenu(anchor, this.#log.find(seq), {
        client, conversation: this.#conversation, reply: entry => this.#writing.answer(entry), edit: entry => this.#writing.edit(entry),
      }),
    };
  }

  #update() {
    this.#fill();
    this.#writing.followDraft();
    this.#read();
  }

  #fill() {
    const conversation = this.#conversation;
    this.#context.group = conversation !== undefined && !conversation.peer;
    this.#writing.composer.address(this.#name);
    fillHeader(this.#header, {
      client: this.#client, presence: this.#presence, target: this.#target, name: this.#name, conversation, actions: this.#actions,
    });
    this.#fillSilent(conversation);
  }

  /** Why one cannot write here, in place of where one writes. */
  #fillSilent(conversation) {
    const peer = conversation?.peer ?? '';
    const blocked = peer !== '' && this.#client.contacts.blocked(peer);
    const why = conversation?.dissolved ? 'This group is dissolved. What was said can be read.'
      : conversation?.role === Role.muted ? 'You are muted in this group.'
        : conversation?.adminsSpeak && !leads(conversation.role) ? 'Only admins write here.'
          : blocked ? `You have blocked ${peer}. ` : '';
    this.#silent.hidden = why === '';
    this.#writing.composer.element.hidden = why !== '';
    if (this.#silent.dataset.why === why) return;
    this.#silent.dataset.why = why;
    fill(this.#silent, why, blocked && el('button.link', { type: 'button', onclick: () => told(this.#client.contacts.block(peer, false)) }, 'Unblock'));
  }

  #render(mode) {
    const entries = this.#log?.entries ?? [];
    const { user } = this.#client;
    if (this.#seenAtOpen !== null && this.#newFrom === null) {
      this.#newFrom = entries.find(entry => entry.countable && entry.seq > this.#seenAtOpen && entry.sender !== user)?.seq ?? null;
    }
    const around = { find: seq => this.#log?.find(seq) ?? null, readers: seq => this.#client.roster.readers(this.#target, seq) };
    const items = timeline(entries, this.#client.outbox.items(this.#target), user, this.#newFrom, around);
    const added = items.length - this.#list.childElementCount;
    this.#scroller.change(mode, () => keyed(this.#list, items, createItem, (element, item) => fillItem(element, item, this.#context)), Math.max(0, added));
    const loading = this.#log !== null && !this.#log.loaded;
    this.#empty.hidden = items.length > 0;
    this.#empty.textContent = loading ? 'Loading…' : `No messages with ${this.#name} yet. Say hello.`;
    this.#read();
  }

  /** To a message that was answered, if it is loaded. */
  #jump(seq) {
    const message = this.#list.querySelector(`[data-seq="${Number(seq)}"]`);
    message?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    message?.classList.add('found');
    message?.addEventListener('animationend', () => message.classList.remove('found'), { once: true });
  }

  /** Whoever looks at the end of the thread has read it. */
  #read() {
    const looking = document.visibilityState === 'visible' && document.hasFocus() && document.body.dataset.view === 'pane';
    if (looking && this.#log?.loaded && this.#scroller.atEnd && this.#client.connection.state === 'online') this.#client.markRead(this.#target, this.#log.seq);
  }
}
