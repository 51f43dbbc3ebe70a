import { Events } from './events.js';
import { Op, newId } from './operations.js';

/**
 * Messages that the server has not acknowledged yet. Each goes out again, under the same id, until it is acknowledged or refused;
 * those for one conversation go one after the other, so their order stays. They outlive a reload of the page.
 * Events: `change` (target), `sent` (item, reply).
 */
export class Outbox extends Events {
  #connection;
  #key;
  #items;
  #busy = new Set();

  constructor(connection, user) {
    super();
    this.#connection = connection;
    this.#key = `imkit.outbox.${user}`;
    this.#items = JSON.parse(sessionStorage.getItem(this.#key) ?? '[]');
    connection.on('login', () => this.#pumpAll());
  }

  /** What waits for a conversation or a person. */
  items(target) {
    return this.#items.filter(item => item.target === target);
  }

  /**
   * @param target A conversation's id, or `@name` for the first message to somebody.
   * @param {{replyTo: number, mentions: string[], mentionsAll: boolean}} extra
   */
  send(target, text, extra = {}) {
    this.#items.push({ id: newId(), target, text, time: Date.now(), error: '', ...extra });
    this.#changed(target);
    this.#pump(target);
  }

  /** Sends a refused message again, or forgets it. */
  retry(id) {
    const item = this.#items.find(candidate => candidate.id === id);
    if (!item) return;
    item.error = '';
    this.#changed(item.target);
    this.#pump(item.target);
  }

  discard(id) {
    const item = this.#items.find(candidate => candidate.id === id);
    if (item) this.#remove(item);
  }

  /** The first message has made a conversation of a person: what waits goes there. */
  rename(from, to) {
    for (const item of this.items(from)) item.target = to;
    this.#changed(to);
    this.#pump(to);
  }

  #pumpAll() {
    for (const target of new Set(this.#items.map(item => item.target))) this.#pump(target);
  }

  async #pump(target) {
    if (this.#busy.has(target)) return;
    this.#busy.add(target);
    try {
      for (let item; this.#connection.state === 'online' && (item = this.#next(target));) await this.#deliver(item);
    } finally {
      this.#busy.delete(target);
    }
  }

  #next(target) {
    return this.items(target).find(item => !item.error);
  }

  async #deliver(item) {
    const to = item.target.startsWith('@') ? { toUser: item.target.slice(1) } : { conversationId: item.target };
    try {
      const reply = await this.#connection.request(Op.send, {
        ...to, clientMsgId: item.id, text: item.text, replyTo: item.replyTo, mentions: item.mentions, mentionsAll: item.mentionsAll,
      });
      this.#items = this.#items.filter(other => other !== item);
      this.#save();
      this.emit('sent', item, reply);
    } catch (error) {
      if (!error.temporary) {
        item.error = error.message;
        this.#changed(item.target);
      } else if (this.#connection.state === 'online') {
        await new Promise(resolve => setTimeout(resolve, (error.retryAfterMs || 1000) * (1 + Math.random() / 2)));
      }
    }
  }

  #remove(item) {
    this.#items = this.#items.filter(other => other !== item);
    this.#changed(item.target);
  }

  #changed(target) {
    this.#save();
    this.emit('change', target);
  }

  #save() {
    sessionStorage.setItem(this.#key, JSON.stringify(this.#items));
  }
}
