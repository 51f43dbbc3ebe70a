import { Events } from './events.js';
import { Kind, Op } from './operations.js';

const MEMBERSHIP = new Set([Kind.created, Kind.added, Kind.removed, Kind.roles]);

/** Who is in the conversations that were opened, in which role, how far each has read, and what their devices have got. Event: `change` (conversation id). */
export class Roster extends Events {
  #client;
  #byId = new Map();
  #delivered = new Map();

  constructor(client) {
    super();
    this.#client = client;
    client.on('login', () => [...this.#byId.keys()].forEach(id => this.load(id)));
    client.on('push', ({ operation, body }) => operation === Op.receipts && this.#receipts(body));
  }

  /** Known members, by name; empty until they are loaded. */
  members(id) {
    return [...this.#byId.get(id)?.values() ?? []];
  }

  /** @returns {Promise<object[]>} All members, asked for again. */
  async load(id) {
    if (!this.#byId.has(id)) this.#byId.set(id, new Map());
    const all = [];
    try {
      for (let more = true; more;) {
        const page = await this.#client.request(Op.members, { conversationId: id, after: all.at(-1)?.userId ?? '' });
        all.push(...page.members ?? []);
        more = page.more ?? false;
      }
    } catch {
      return this.members(id);
    }
    const before = this.#byId.get(id);
    // Receipts that came while the members were asked for are newer than what the answer says.
    this.#byId.set(id, new Map(all.map(member => [member.userId, { ...member, read: Math.max(member.read ?? 0, before.get(member.userId)?.read ?? 0) }])));
    this.emit('change', id);
    return this.members(id);
  }

  /** Entries of a push: who writes has read what came before; who comes, goes or rises is asked for again. */
  apply(id, entries) {
    if (!this.#byId.has(id)) return;
    this.#receipts({ conversationId: id, receipts: entries.filter(entry => entry.countable).map(entry => ({ userId: entry.sender, read: entry.seq })) });
    if (entries.some(entry => MEMBERSHIP.has(entry.kind))) this.load(id);
  }

  /** The others, those of them who have read up to a seq, and how many have it on a device. */
  readers(id, seq) {
    const others = this.members(id).filter(member => member.userId !== this.#client.user);
    const got = others.filter(({ userId, read = 0 }) => Math.max(read, this.#delivered.get(`${id} ${userId}`) ?? 0) >= seq);
    return { others: others.length, names: others.filter(member => (member.read ?? 0) >= seq).map(member => member.userId), got: got.length };
  }

  #receipts({ conversationId, receipts = [] }) {
    const members = this.#byId.get(conversationId);
    let changed = false;
    for (const { userId, read = 0, delivered = 0 } of receipts) {
      // No list of members tells what was delivered: it is kept also of conversations that are not open yet.
      const key = `${conversationId} ${userId}`;
      if (delivered > (this.#delivered.get(key) ?? 0)) {
        this.#delivered.set(key, delivered);
        changed = true;
      }
      const member = members?.get(userId);
      if (!member || (member.read ?? 0) >= read) continue;
      member.read = read;
      changed = true;
    }
    if (changed) this.emit('change', conversationId);
  }
}
