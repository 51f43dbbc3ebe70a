import { Kind, Role } from './operations.js';

/**
 * The user's conversations as the server describes them, kept current by pushes in between. A description that is older than
 * what a push has told already does not take anything back.
 */
export class Conversations {
  #user;
  #byId = new Map();

  constructor(user) {
    this.#user = user;
  }

  get(id) {
    return this.#byId.get(id);
  }

  /** Pinned ones first, then latest activity first; the hidden ones too. */
  list() {
    return [...this.#byId.values()].sort((a, b) => b.pinned - a.pinned || b.time - a.time || (a.id < b.id ? -1 : 1));
  }

  withPeer(name) {
    return this.list().find(conversation => conversation.peer === name);
  }

  /** What waits to be read: as the server's badge, without the muted and the hidden; one that is marked as unread counts at least 1. */
  get unread() {
    return this.list().filter(conversation => !conversation.muted && !conversation.hidden)
      .reduce((sum, { unread, markedUnread }) => sum + Math.max(unread, markedUnread ? 1 : 0), 0);
  }

  /** Takes a ConversationState. @returns Whether a newer one has to be asked for. */
  take(state) {
    const id = state.conversationId;
    if (!state.role || state.role === Role.none || state.role === Role.banned) {
      this.#byId.delete(id);
      return false;
    }
    const known = this.#byId.get(id);
    const conversation = described(state, known);
    const stale = known !== undefined && known.epoch === state.epoch && known.head.seq > conversation.head.seq;
    if (stale) {
      const { head, unread, seen, last, time, mentions, mentionedAll } = known;
      Object.assign(conversation, { head, unread, seen, last, time, mentions, mentionedAll });
    }
    if (known !== undefined && conversation.feedVersion < known.feedVersion) {
      const { muted, pinned, hidden, draft, markedUnread, feedVersion } = known;
      Object.assign(conversation, { muted, pinned, hidden, draft, markedUnread, feedVersion });
    }
    this.#byId.set(id, conversation);
    return stale;
  }

  /** Takes entries of a push. @returns False if they do not follow what is known, or change what was counted: then the state has to be asked for. */
  apply(id, epoch, entries) {
    const known = this.#byId.get(id);
    if (!known || known.epoch !== epoch || entries[0].seq > known.head.seq + 1) return false;
    let certain = true;
    for (const entry of entries.filter(fresh => fresh.seq > known.head.seq)) {
      known.head = { seq: entry.seq, ordinal: entry.ordinal ?? known.head.ordinal };
      known.last = entry;
      known.time = entry.time;
      if (entry.countable) this.#count(known, entry);
      known.memberCount += memberChange(entry);
      certain &&= entry.kind !== Kind.recalled || known.unread === 0;
      certain &&= entry.kind !== Kind.roles && entry.kind !== Kind.settings && entry.kind !== Kind.dissolved;
    }
    return certain;
  }

  #count(known, entry) {
    known.hidden = false;
    if (entry.sender === this.#user) {
      Object.assign(known, { unread: 0, seen: entry.seq, mentions: 0, mentionedAll: 0, markedUnread: false });
      return;
    }
    known.unread++;
    if (entry.mentions?.includes(this.#user)) known.mentions++;
    if (entry.mentionsAll) known.mentionedAll = entry.seq;
  }
}

function described(state, known) {
  return {
    id: state.conversationId, epoch: state.epoch, title: state.title ?? '', peer: state.peer ?? '', role: state.role, memberCount: state.memberCount ?? 0,
    head: { seq: state.head?.seq ?? 0, ordinal: state.head?.ordinal ?? 0 }, floor: state.floor ?? 0,
    unread: state.unread ?? 0, seen: state.seen ?? 0, last: state.last ?? null, time: state.last?.time ?? known?.time ?? 0,
    mentions: state.mentions ?? 0, mentionedAll: state.mentionedAll ?? 0, markedUnread: state.markedUnread ?? false,
    muted: state.muted ?? false, pinned: state.pinned ?? false, hidden: state.hidden ?? false, draft: state.draft ?? '',
    adminsSpeak: state.speak === 'SPEAK_RULE_ADMINS', dissolved: state.dissolved ?? false, feedVersion: state.feedVersion ?? known?.feedVersion ?? 0,
  };
}

function memberChange(entry) {
  const users = () => JSON.parse(entry.json ?? '{}').users?.length ?? 0;
  if (entry.kind === Kind.added) return users();
  return entry.kind === Kind.removed ? -users() : 0;
}
