import { Events } from './events.js';
import { Op } from './operations.js';

const MOST = 200;

/** Whether the people one talks with are online, as the server tells to those who watch them. Event: `change`. */
export class PresenceWatch extends Events {
  #client;
  #extra = '';
  #asked = '';
  #states = new Map();

  constructor(client) {
    super();
    this.#client = client;
    client.on('conversations', () => this.#watch());
    client.on('login', () => {
      this.#asked = '';
      this.#watch();
    });
    client.on('push', ({ operation, body }) => operation === Op.presence && this.#take(body.users));
    client.on('state', state => state !== 'online' && this.#forget());
  }

  online(name) {
    return this.#states.get(name)?.online ?? false;
  }

  /** Since when somebody is on or off; 0 if nobody knows. */
  since(name) {
    return this.#states.get(name)?.since ?? 0;
  }

  /** Watches one more: whom a first message is being written to. */
  also(name) {
    this.#extra = name;
    this.#watch();
  }

  #watch() {
    const peers = this.#client.conversations.list().map(conversation => conversation.peer);
    const users = [...new Set([this.#extra, ...peers])].filter(Boolean).slice(0, MOST).sort();
    const key = users.join('\n');
    if (key === this.#asked || this.#client.connection.state !== 'online') return;
    this.#asked = key;
    this.#client.request(Op.watchPresence, { users }).then(reply => this.#take(reply.users), () => this.#asked = '');
  }

  #take(users = []) {
    for (const user of users) this.#states.set(user.userId, user);
    this.emit('change');
  }

  #forget() {
    if (this.#states.size === 0) return;
    this.#states.clear();
    this.emit('change');
  }
}
