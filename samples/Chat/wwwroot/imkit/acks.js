import { Op } from './operations.js';

const MOMENT = 200;
const MOST_PULLED = 32;

/**
 * Tells the server how many of the entries that it pushed on this connection are done with: after a quarter of what it leaves without an
 * acknowledgement, or a moment after the last one. Not while one of them is still to be pulled.
 */
export class Acks {
  #connection;
  #window = 0;
  #got = 0;
  #told = 0;
  #owed = 0;
  #pulled = new Map();
  #timer = 0;

  constructor(connection) {
    this.#connection = connection;
    // Both sides count from the connection's beginning: pushes may come before the answer to the login.
    connection.on('state', state => state === 'connecting' && this.#begin());
    connection.on('login', reply => this.#loggedIn(reply));
  }

  /** A push of entries was handled. @param {Promise=} pull What is still to be pulled because of it. */
  got(entries, pull) {
    this.#got += entries;
    if (pull) this.#owe(pull);
    if (this.#window > 0 && this.#got - this.#told >= this.#window / 4) this.#tell();
    else this.#later();
  }

  /** A conversation was asked for and goes as far as this: whoever wrote that learns that it is here. */
  pulled(id, seq) {
    this.#pulled.set(id, seq);
    this.#later();
  }

  /** The server waits for an acknowledgement. */
  hurry() {
    this.#tell();
  }

  #begin() {
    clearTimeout(this.#timer);
    this.#window = this.#got = this.#told = this.#timer = 0;
  }

  #loggedIn({ limits }) {
    this.#window = limits?.ackWindow ?? 0;
    // Also that there is nothing yet: it says that this client acknowledges.
    this.#tell();
  }

  #owe(pull) {
    this.#owed++;
    pull.finally(() => {
      this.#owed--;
      this.#later();
    });
  }

  #later() {
    this.#timer ||= setTimeout(() => this.#tell(), MOMENT);
  }

  #tell() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#window === 0 || this.#owed > 0) return;
    const pulled = [...this.#pulled].slice(0, MOST_PULLED).map(([conversationId, seq]) => ({ conversationId, seq }));
    for (const { conversationId } of pulled) this.#pulled.delete(conversationId);
    this.#told = this.#got;
    this.#connection.tell(Op.ack, { count: this.#got, pulled });
    if (this.#pulled.size > 0) this.#later();
  }
}
