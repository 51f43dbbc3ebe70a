import { Code, Op } from './operations.js';

const PAGE = 50;
const PULL = 200;

/**
 * The entries of one conversation, consecutive, each once. New ones are applied by position: what is known is skipped, a gap is pulled.
 * `onChange(kind)`: 'loaded', 'newer', 'older'.
 */
export class ConversationLog {
  entries = [];
  loaded = false;
  hasOlder = false;
  #connection;
  #id;
  #position = { epoch: '0', seq: 0, id: '0' };
  #task = null;
  #again = false;
  #onChange;

  constructor(connection, id, onChange) {
    this.#connection = connection;
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

  /** A push, or an acknowledgement of an own message made into an entry. */
  apply(epoch, first, entries) {
    if (!this.loaded) return;
    if (epoch !== this.#position.epoch || first > this.#position.seq + 1) {
      this.refresh();
      return;
    }
    if (this.#append(epoch, entries)) this.#onChange('newer');
  }

  async loadOlder() {
    if (!this.hasOlder || this.#task) return;
    const slice = await this.#connection.request(Op.history, { conversationId: this.#id, beforeSeq: this.entries[0].seq, limit: PAGE });
    const older = (slice.entries ?? []).filter(entry => entry.seq < this.entries[0].seq);
    this.entries.unshift(...older);
    this.hasOlder = slice.more ?? false;
    this.#onChange('older');
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
    this.entries = slice.entries ?? [];
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
      if (this.#append(slice.epoch, slice.entries ?? [])) this.#onChange('newer');
      more = slice.more ?? false;
    }
  }

  #append(epoch, entries) {
    const fresh = entries.filter(entry => entry.seq > this.#position.seq);
    if (fresh.length === 0) return false;
    this.entries.push(...fresh);
    const last = fresh.at(-1);
    this.#position = { epoch, seq: last.seq, id: last.id };
    return true;
  }
}
