import { Events } from './events.js';
import { decodeFrames, encodeFrame } from './frame.js';
import { ImError, Op, lost } from './operations.js';

const REQUEST_DEADLINE = 15000;
const LOGIN_DEADLINE = 10000;
const HEARTBEAT_GRACE = 5000;
const FIRST_DELAY = 300;
const MAX_DELAY = 15000;

/**
 * A connection that comes back by itself. Events: `state` (connecting | online | waiting | ended), `login` (reply),
 * `push` (frame), `heartbeat` (reply).
 */
export class Connection extends Events {
  state = 'ended';
  reason = '';
  retryAt = 0;
  #url;
  #token;
  #socket = null;
  #seq = 0;
  #requests = new Map();
  #attempts = 0;
  #notice = null;
  #timers = { retry: 0, heartbeat: 0, grace: 0, login: 0 };

  constructor(url, token) {
    super();
    this.#url = url;
    this.#token = token;
  }

  open() {
    if (this.state === 'connecting' || this.state === 'online') return;
    clearTimeout(this.#timers.retry);
    this.#enter('connecting');
    this.#notice = null;
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket === this.#socket && this.#login();
    socket.onmessage = event => socket === this.#socket && this.#receive(event.data);
    socket.onclose = event => socket === this.#socket && this.#closed(event.code, event.reason);
    this.#socket = socket;
    this.#timers.login = setTimeout(() => this.#cut(), LOGIN_DEADLINE);
  }

  /** Ends for good. */
  close(reason = '') {
    this.#forget();
    this.#socket?.close(1000);
    this.#socket = null;
    this.#enter('ended', reason);
  }

  /** Asks the server at once whether it is still there, or connects without waiting longer. */
  wake() {
    if (this.state === 'waiting') this.open();
    else if (this.state === 'online') this.#beat();
  }

  /** Sends a request. @returns {Promise<object>} The reply's body; rejects with an ImError. */
  request(operation, body) {
    if (this.state !== 'online') return Promise.reject(lost());
    return this.#ask(operation, body);
  }

  /** Sends what is not answered. */
  tell(operation, body) {
    if (this.state !== 'online') return;
    this.#seq = this.#seq % 0x7fffffff + 1;
    this.#socket.send(encodeFrame(operation, this.#seq, body));
  }

  #ask(operation, body) {
    this.#seq = this.#seq % 0x7fffffff + 1;
    const seq = this.#seq;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(seq, request => request.reject(lost())), REQUEST_DEADLINE);
      this.#requests.set(seq, { resolve, reject, timer });
      this.#socket.send(encodeFrame(operation, seq, body));
    });
  }

  #login() {
    const socket = this.#socket;
    this.#ask(Op.login, this.#token).then(reply => {
      clearTimeout(this.#timers.login);
      this.#attempts = 0;
      this.#enter('online');
      this.#timers.heartbeat = setInterval(() => this.#beat(), reply.heartbeatMs);
      this.emit('login', reply);
    }, () => socket === this.#socket && this.#cut());
  }

  #beat() {
    clearTimeout(this.#timers.grace);
    this.#timers.grace = setTimeout(() => this.#cut(), HEARTBEAT_GRACE);
    this.#ask(Op.heartbeat).then(reply => this.emit('heartbeat', reply), () => {});
  }

  #receive(data) {
    clearTimeout(this.#timers.grace);
    try {
      for (const frame of decodeFrames(data)) this.#dispatch(frame);
    } catch (error) {
      console.error('ImKit: not a frame', error);
      this.#cut();
    }
  }

  #dispatch(frame) {
    if (frame.operation === Op.disconnect) this.#notice = frame.body;
    else if (frame.seq === 0) this.emit('push', frame);
    else if (frame.operation === Op.error) this.#settle(frame.seq, request => request.reject(new ImError(frame.body)));
    else this.#settle(frame.seq, request => request.resolve(frame.body));
  }

  #settle(seq, act) {
    const request = this.#requests.get(seq);
    if (!request) return;
    this.#requests.delete(seq);
    clearTimeout(request.timer);
    act(request);
  }

  /** The socket is of no use any more; its own close event may take minutes. */
  #cut() {
    this.#socket?.close();
    this.#closed(1006, '');
  }

  #closed(code, reason) {
    const notice = this.#notice ?? { code, reason };
    this.#forget();
    this.#socket = null;
    // 4500 to 4999: the server does not want this client back as it is.
    if (notice.code >= 4500 && notice.code < 5000) this.#enter('ended', notice.reason);
    else this.#wait(notice.retry_after_ms ?? 0);
  }

  /** Doubling, with half of it random, so that a server that comes back is not met by everybody at once. */
  #wait(hint) {
    const most = Math.min(MAX_DELAY, FIRST_DELAY * 2 ** this.#attempts++);
    const delay = Math.max(hint, 0) + most * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + delay;
    this.#timers.retry = setTimeout(() => this.open(), delay);
    this.#enter('waiting');
  }

  #forget() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    for (const seq of [...this.#requests.keys()]) this.#settle(seq, request => request.reject(lost()));
  }

  #enter(state, reason = '') {
    this.state = state;
    this.reason = reason;
    this.emit('state', state, reason);
  }
}
