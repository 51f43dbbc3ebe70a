import { Events } from '../imkit/events.js';
import { Op, newId } from '../imkit/operations.js';
import { ChatOp, LOUNGE } from './operations.js';

const KEPT = 200;

/** The lounge as this page has seen it: joined while it is open, and again after a reconnect. Events: `change`, `line`, `emoji`. */
export class LoungeRoom extends Events {
  lines = [];
  joined = false;
  #client;

  constructor(client) {
    super();
    this.#client = client;
    client.on('push', frame => this.#take(frame));
    client.on('login', () => this.joined && this.#join());
  }

  enter() {
    this.joined = true;
    this.#note('You came in. What is said here is gone when you leave.');
    this.#join();
  }

  leave() {
    this.joined = false;
    this.lines = [];
    this.#client.request(Op.leaveRoom, { room: LOUNGE }).catch(() => {});
  }

  say(text) {
    return this.#client.request(ChatOp.loungeSay, { text });
  }

  cheer(emoji) {
    return this.#client.request(ChatOp.loungeEmoji, { emoji });
  }

  #join() {
    this.#client.request(Op.joinRoom, { room: LOUNGE }).catch(error => error.temporary || this.#note(error.message));
  }

  #take({ operation, body }) {
    if (operation === ChatOp.loungeSay) this.#add({ key: newId(), ...body });
    else if (operation === ChatOp.loungeEmoji) this.emit('emoji', body);
  }

  #note(text) {
    this.#add({ key: newId(), note: text });
  }

  #add(line) {
    this.lines.push(line);
    this.lines.splice(0, this.lines.length - KEPT);
    this.emit('line');
  }
}
