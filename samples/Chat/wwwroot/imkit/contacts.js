import { Events } from './events.js';
import { Op } from './operations.js';

/** The user's rows about others; this page uses them to block. Event: `change`. */
export class Contacts extends Events {
  #client;
  #rows = new Map();

  constructor(client) {
    super();
    this.#client = client;
    client.on('login', () => this.load());
  }

  blocked(name) {
    return this.#rows.get(name)?.blocked ?? false;
  }

  async block(name, blocked) {
    const row = this.#rows.get(name) ?? {};
    this.#rows.set(name, await this.#client.request(Op.setContact, { userId: name, listed: row.listed ?? false, alias: row.alias ?? '', blocked }));
    this.emit('change');
  }

  /** Lists them again: at login, and when a sync says that they changed. */
  async load() {
    const rows = [];
    try {
      for (let more = true; more;) {
        const page = await this.#client.request(Op.contacts, { after: rows.at(-1)?.userId ?? '' });
        rows.push(...page.contacts ?? []);
        more = page.more ?? false;
      }
    } catch {
      return;
    }
    this.#rows = new Map(rows.map(row => [row.userId, row]));
    this.emit('change');
  }
}
