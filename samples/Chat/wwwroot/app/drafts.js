const SETTLED = 500;

/** What was begun to be written. It is kept on the server, so the user's other devices go on with it; until it is there, it is kept here. */
export class Drafts {
  #client;
  #local = new Map();
  #timers = new Map();

  constructor(client) {
    this.#client = client;
    client.on('login', () => [...this.#local.keys()].forEach(target => this.#save(target)));
  }

  get(target) {
    return this.#local.get(target) ?? this.#client.conversations.get(target)?.draft ?? '';
  }

  /** Kept at once here; on the server when the writer pauses, or has sent it. */
  set(target, text) {
    if (text === this.get(target)) return;
    this.#local.set(target, text);
    clearTimeout(this.#timers.get(target));
    this.#timers.set(target, setTimeout(() => this.#save(target), text === '' ? 0 : SETTLED));
  }

  /** The first message to somebody has made a conversation of it. */
  move(from, to) {
    const text = this.#local.get(from);
    this.#local.delete(from);
    if (text) this.set(to, text);
  }

  async #save(target) {
    const text = this.#local.get(target);
    if (text === undefined || !this.#client.conversations.get(target)) return;
    try {
      await this.#client.messages.update(target, { draft: text });
      if (this.#local.get(target) === text) this.#local.delete(target);
    } catch {
      // It stays here, and goes out at the next login.
    }
  }
}
