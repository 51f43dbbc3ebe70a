import { Acks } from './imkit/acks.js';
import { Connection } from './imkit/connection.js';
import { Contacts } from './imkit/contacts.js';
import { Conversations } from './imkit/conversations.js';
import { Events } from './imkit/events.js';
import { Groups } from './imkit/groups.js';
import { ConversationLog } from './imkit/log.js';
import { Messages } from './imkit/messages.js';
import { Code, Kind, Op, Role } from './imkit/operations.js';
import { Outbox } from './imkit/outbox.js';
import { Roster } from './imkit/roster.js';
import { Typing } from './imkit/typing.js';
import { PresenceWatch } from './imkit/watch.js';

/**
 * A client of ImKit for one user: holds the connection, keeps conversations and logs current, sends without loss or doubles.
 * Events: `state`, `conversations`, `log` (conversation id, kind), `outbox` (target), `opened` (target, conversation id), `push` (frame), `login`.
 */
export class ImKitClient extends Events {
  connection;
  conversations;
  outbox;
  user;
  messages = new Messages(this);
  groups = new Groups(this);
  roster = new Roster(this);
  typing = new Typing(this);
  watch = new PresenceWatch(this);
  contacts = new Contacts(this);
  #acks;
  #logs = new Map();
  #feed = 0;
  #syncing = null;
  #syncAgain = false;

  constructor(url, token, user) {
    super();
    this.user = user;
    this.connection = new Connection(url, token);
    this.#acks = new Acks(this.connection);
    this.conversations = new Conversations(user);
    this.outbox = new Outbox(this.connection, user);
    this.connection.on('state', (...values) => this.emit('state', ...values));
    this.connection.on('login', reply => this.#loggedIn(reply));
    this.connection.on('heartbeat', reply => (reply.feedVersion ?? 0) > this.#feed && this.sync());
    this.connection.on('push', frame => this.#push(frame));
    this.outbox.on('change', target => this.emit('outbox', target));
    this.outbox.on('sent', (item, reply) => this.#sent(item, reply));
  }

  open() {
    this.connection.open();
  }

  close() {
    this.connection.close();
  }

  request(operation, body) {
    return this.connection.request(operation, body);
  }

  /** The entries of a conversation; asked for once, then kept current. */
  log(id) {
    let log = this.#logs.get(id);
    if (!log) {
      log = new ConversationLog(this.connection, this.user, id, kind => this.emit('log', id, kind));
      this.#logs.set(id, log);
      log.refresh();
    }
    return log;
  }

  async markRead(id, seq) {
    const conversation = this.conversations.get(id);
    if (!conversation || (seq <= conversation.seen && !conversation.markedUnread)) return;
    const before = conversation.seen;
    conversation.seen = Math.max(before, seq);
    conversation.markedUnread = false;
    if (seq >= conversation.head.seq) Object.assign(conversation, { unread: 0, mentions: 0, mentionedAll: 0 });
    this.emit('conversations');
    try {
      this.take([await this.request(Op.markRead, { conversationId: id, seq })]);
    } catch {
      conversation.seen = before;
    }
  }

  /** Asks what has changed. Calls while one is under way make it look once more. */
  sync() {
    this.#syncAgain = true;
    this.#syncing ??= this.#sync().catch(() => {}).finally(() => this.#syncing = null);
    return this.#syncing;
  }

  async #sync() {
    while (this.#syncAgain) {
      this.#syncAgain = false;
      try {
        for (let more = true; more;) {
          const page = await this.request(Op.sync, { since: this.#feed });
          this.#feed = Math.max(this.#feed, page.version ?? 0);
          this.take(page.items ?? []);
          if (page.contactsChanged) this.contacts.load();
          more = page.more ?? false;
        }
      } catch (error) {
        if (error.code !== Code.reset) throw error;
        this.#feed = 0;
        this.#syncAgain = true;
      }
    }
  }

  #loggedIn(reply) {
    this.emit('login', reply);
    this.sync();
    for (const log of this.#logs.values()) log.refresh();
  }

  #push(frame) {
    if (frame.operation === Op.entries) this.#entries(frame.body);
    else if (frame.operation === Op.window) this.#window(frame.body);
    else if (frame.operation !== Op.feed) this.emit('push', frame);
    else if ((frame.body.version ?? 0) > this.#feed) this.sync();
  }

  #entries({ conversationId, epoch, first, entries }) {
    if (!this.conversations.apply(conversationId, epoch, entries)) this.sync();
    const pull = this.#logs.get(conversationId)?.apply(epoch, first, entries);
    this.#acks.got(entries.length, pull);
    this.roster.apply(conversationId, entries);
    this.typing.apply(conversationId, entries);
    this.emit('conversations');
  }

  /** The server pushes no entries before it has heard of those that it pushed; or it does again, and tells what it left out. */
  #window({ stopped, heads = [], more }) {
    if (stopped) {
      this.#acks.hurry();
      return;
    }
    if (heads.length > 0 || more) this.sync();
    for (const { conversationId } of heads) this.#logs.get(conversationId)?.refresh();
    if (more) for (const log of this.#logs.values()) log.refresh();
  }

  /** Takes what the server says of conversations. */
  take(states) {
    for (const state of states) {
      if (this.conversations.take(state)) this.#syncAgain = true;
      if (state.unread > 0) this.#acks.pulled(state.conversationId, state.head.seq);
      const log = this.#logs.get(state.conversationId);
      if (!log?.loaded) continue;
      if ((state.head?.seq ?? 0) > log.seq) log.refresh();
      if (state.floor) log.clear(state.floor);
      if (state.removedChanged) log.readRemoved().catch(() => this.#syncAgain = true);
    }
    if (states.length > 0) this.emit('conversations');
  }

  /** An acknowledgement is as good as the push that follows it: it shows the message in its place. */
  #sent(item, reply) {
    const id = reply.conversationId;
    const entry = {
      seq: reply.seq, ordinal: reply.ordinal, id: reply.id, kind: Kind.message, countable: true, sender: this.user,
      clientMsgId: item.id, time: reply.time, text: item.text, targetSeq: item.replyTo ?? 0, mentions: item.mentions ?? [], mentionsAll: item.mentionsAll ?? false,
    };
    // The first message to somebody has just made the conversation; what else there is to know of it comes with the next sync.
    if (!this.conversations.get(id) && item.target.startsWith('@')) {
      this.conversations.take({ conversationId: id, epoch: reply.epoch, peer: item.target.slice(1), role: Role.member, memberCount: 2 });
    }
    this.conversations.apply(id, reply.epoch, [entry]);
    this.#logs.get(id)?.apply(reply.epoch, reply.seq, [entry]);
    if (item.target !== id) {
      this.outbox.rename(item.target, id);
      this.emit('opened', item.target, id);
      this.sync();
    }
    this.emit('conversations');
    this.emit('outbox', id);
  }
}
