import { Events } from './events.js';
import { Op } from './operations.js';

const KIND = 1;
const TELL_EVERY = 3000;
const LASTS = 6000;

/** Who is typing where: signals that are stored nowhere. They say no end, so each lasts a while. Event: `change` (conversation id). */
export class Typing extends Events {
  #client;
  #told = new Map();
  #timers = new Map();

  constructor(client) {
    super();
    this.#client = client;
    client.on('push', ({ operation, body }) => operation === Op.signals && body.kind === KIND && this.#heard(body.conversationId, body.from));
  }

  names(id) {
    return [...this.#timers.get(id)?.keys() ?? []];
  }

  /** Tells the others that this user is typing; not more often than they need it. */
  tell(id) {
    const now = Date.now();
    if (now - (this.#told.get(id) ?? 0) < TELL_EVERY || !this.#client.conversations.get(id)) return;
    this.#told.set(id, now);
    this.#client.request(Op.signal, { conversationId: id, kind: KIND }).catch(() => {});
  }

  /** Whatever was typed is there. */
  apply(id, entries) {
    for (const { sender } of entries) {
      this.#stop(id, sender);
      if (sender === this.#client.user) this.#told.delete(id);
    }
  }

  #heard(id, name) {
    const timers = this.#timers.get(id) ?? new Map();
    this.#timers.set(id, timers);
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(() => this.#stop(id, name), LASTS));
    this.emit('change', id);
  }

  #stop(id, name) {
    const timers = this.#timers.get(id);
    if (!timers?.has(name)) return;
    clearTimeout(timers.get(name));
    timers.delete(name);
    this.emit('change', id);
  }
}
