import { applyChange, forget, isChange } from './changes.js';
import { Code, Op } from './operations.js';

const PAGE = 50;
const PULL = 200;

/**
 * The entries of one conversation, consecutive, each once. New ones are applied by position: what is known is skipped, a gap is pulled.
 * Edits, recalls and reactions among them are applied to the entries they name. `onChange(kind)`: 'loaded', 'newer', 'older', 'changed'.
 */
export class ConversationLog {
  entries = [];
  loaded = false;
  hasOlder = false;
  #connection;
  #user;
  #id;
  #elsewhere = new Map();
  #position = { epoch: '0', seq: 0, id: '0' };
  #task = null;
  #again = false;
  #onChange;

  constructor(connection, user, id, onChange) {
    this.#connection = connection;
    this.#user = user;
    this.#id = id;
    this.#onChange = onChange;
  }

  /** The seq of the last entry. */
  get seq() {
    return this.#position.seq;
  }

  /** Gets the newest page, or whatever is missing since. Calls while one is under way make it look once more. */
  refresh() {
    this.#again = true;
    this.#task ??= this.#work().finally(() => this.#task = null);
    return this.#task;
  }

  /** A push, or an acknowledgement of an own message made into an entry. @returns {Promise|undefined} What has to be pulled first, if anything has. */
  apply(epoch, first, entries) {
    if (!this.loaded) return this.#task ?? undefined;
    if (epoch !== this.#position.epoch || first > this.#position.seq + 1) return this.refresh();
    if (this.#append(epoch, entries)) this.#onChange('newer');
    return undefined;
  }

  async loadOlder() {
    if (!this.hasOlder || this.#task) return;
    const slice = await this.#connection.request(Op.history, { conversationId: this.#id, beforeSeq: this.entries[0].seq, limit: PAGE });
    const older = read(slice).filter(entry => entry.seq < this.entries[0].seq);
    this.entries.unshift(...older);
    this.hasOlder = slice.more ?? false;
    this.#onChange('older');
  }

  /** An entry that is here; null if it is not: then it is asked for once, and `onChange` tells of it. */
  find(seq) {
    const found = this.#here(seq) ?? this.#elsewhere.get(seq);
    if (found || !this.loaded || this.#elsewhere.has(seq)) return found ?? null;
    this.#elsewhere.set(seq, null);
    this.#connection.request(Op.history, { conversationId: this.#id, beforeSeq: seq + 1, limit: 1 }).then(slice => {
      const [entry] = read(slice);
      if (entry?.seq !== seq) return;
      this.#elsewhere.set(seq, entry);
      this.#onChange('changed');
    }, () => this.#elsewhere.delete(seq));
    return null;
  }

  /** Entries that the user has removed for themself. */
  forget(seqs) {
    const gone = seqs.map(seq => this.#here(seq)).filter(Boolean);
    gone.forEach(forget);
    if (gone.length > 0) this.#onChange('changed');
  }

  /** Another device has removed entries. */
  async readRemoved() {
    for (let more = this.entries.length > 0, after = more && this.entries[0].seq - 1; more;) {
      const page = await this.#connection.request(Op.removed, { conversationId: this.#id, after });
      this.forget(page.seqs ?? []);
      after = page.seqs?.at(-1) ?? after;
      more = page.more ?? false;
    }
  }

  /** Nothing up to a seq is the user's to see any more. */
  clear(floor) {
    if (!this.loaded || !(this.entries[0]?.seq <= floor)) return;
    this.entries = this.entries.filter(entry => entry.seq > floor);
    this.hasOlder = false;
    this.#onChange('changed');
  }

  #here(seq) {
    const first = this.entries[0]?.seq ?? 0;
    return this.entries[seq - first];
  }

  async #work() {
    try {
      while (this.#again) {
        this.#again = false;
        await (this.loaded ? this.#pull() : this.#load());
      }
    } catch (error) {
      if (error.code === Code.reset) {
        this.loaded = false;
        this.#again = true;
        await this.#work();
      } else if (!error.temporary) {
        console.warn('ImKit: conversation', this.#id, error.message);
      } else if (this.#connection.state === 'online') {
        setTimeout(() => this.refresh(), error.retryAfterMs || 1000);
      }
      // Without a connection, the next login asks again.
    }
  }

  async #load() {
    const slice = await this.#connection.request(Op.history, { conversationId: this.#id, limit: PAGE });
    this.entries = read(slice);
    this.hasOlder = slice.more ?? false;
    const last = this.entries.at(-1);
    this.#position = last
      ? { epoch: slice.epoch, seq: last.seq, id: last.id }
      : { epoch: slice.epoch, seq: slice.floor ?? 0, id: slice.floorId ?? '0' };
    this.loaded = true;
    this.#onChange('loaded');
  }

  async #pull() {
    for (let more = true; more;) {
      const { epoch, seq, id } = this.#position;
      const slice = await this.#connection.request(Op.pull, { conversationId: this.#id, epoch, seq, idAtSeq: id, limit: PULL });
      if (this.#append(slice.epoch, read(slice))) this.#onChange('newer');
      more = slice.more ?? false;
    }
  }

  #append(epoch, entries) {
    const fresh = entries.filter(entry => entry.seq > this.#position.seq);
    if (fresh.length === 0) return false;
    this.entries.push(...fresh);
    for (const change of fresh.filter(isChange)) {
      for (const target of [this.#here(change.targetSeq), this.#elsewhere.get(change.targetSeq)]) if (target) applyChange(target, change, this.#user);
    }
    const last = fresh.at(-1);
    this.#position = { epoch, seq: last.seq, id: last.id };
    return true;
  }
}

/** The entries of an answer: they are as they were at its head, with all changes up to there. */
function read(slice) {
  const asOf = slice.head?.seq ?? 0;
  return (slice.entries ?? []).map(entry => ({ ...entry, asOf }));
}
