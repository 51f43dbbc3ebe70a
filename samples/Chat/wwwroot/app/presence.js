import { Events } from '../imkit/events.js';
import { ChatOp } from './operations.js';

/** Who is online, by their connections, and how many are in the lounge. Event: `change`. */
export class Presence extends Events {
  lounge = 0;
  /** Whether the server has told; without a connection nobody knows. */
  known = false;
  #people = new Map();

  constructor(client) {
    super();
    client.on('login', async () => {
      const list = await client.request(ChatOp.whoIsOnline).catch(() => null);
      if (!list) return;
      this.#people = new Map(list.people.map(person => [person.name, person.connections]));
      this.lounge = list.loungeMembers;
      this.known = true;
      this.emit('change');
    });
    client.on('state', state => {
      if (state === 'online' || !this.known) return;
      this.known = false;
      this.#people.clear();
      this.lounge = 0;
      this.emit('change');
    });
    client.on('push', frame => this.#take(frame));
  }

  connections(name) {
    return this.#people.get(name) ?? 0;
  }

  /** In the order of their names. */
  people() {
    return [...this.#people].map(([name, connections]) => ({ name, connections })).sort((a, b) => a.name.localeCompare(b.name));
  }

  #take({ operation, body }) {
    if (operation === ChatOp.loungeMembers) this.lounge = body.members;
    else if (operation !== ChatOp.presenceChanged) return;
    else if (body.connections > 0) this.#people.set(body.name, body.connections);
    else this.#people.delete(body.name);
    this.emit('change');
  }
}
