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

  /** Latest activity first. */
  list() {
    return [...this.#byId.values()].sort((a, b) => b.time - a.time || (a.id < b.id ? -1 : 1));
  }

  withPeer(name) {
    return this.list().find(conversation => conversation.peer === name);
  }

  get unread() {
    return this.list().reduce((sum, conversation) => sum + conversation.unread, 0);
  }

  /** Takes a ConversationState. @returns Whether a newer one has to be asked for. */
  take(state) {
    const id = state.conversationId;
    if (!state.role || state.role === 'MEMBER_ROLE_UNSPECIFIED') {
      this.#byId.delete(id);
      return false;
    }
    const known = this.#byId.get(id);
    const head = { seq: state.head?.seq ?? 0, ordinal: state.head?.ordinal ?? 0 };
    const stale = known !== undefined && known.epoch === state.epoch && known.head.seq > head.seq;
    const conversation = {
      id, epoch: state.epoch, title: state.title ?? '', peer: state.peer ?? '', role: state.role, memberCount: state.memberCount ?? 0,
      head, unread: state.unread ?? 0, seen: state.seen ?? 0, last: state.last ?? null, time: state.last?.time ?? known?.time ?? 0,
    };
    if (stale) Object.assign(conversation, { head: known.head, unread: known.unread, seen: known.seen, last: known.last, time: known.time });
    this.#byId.set(id, conversation);
    return stale;
  }

  /** Takes entries of a push. @returns False if they do not follow what is known: then the state has to be asked for. */
  apply(id, epoch, entries) {
    const known = this.#byId.get(id);
    if (!known || known.epoch !== epoch || entries[0].seq > known.head.seq + 1) return false;
    for (const entry of entries.filter(fresh => fresh.seq > known.head.seq)) {
      known.head = { seq: entry.seq, ordinal: entry.ordinal ?? known.head.ordinal };
      known.last = entry;
      known.time = entry.time;
      if (entry.countable) known.unread = entry.sender === this.#user ? 0 : known.unread + 1;
      if (entry.countable && entry.sender === this.#user) known.seen = entry.seq;
      known.memberCount += memberChange(entry);
    }
    return true;
  }
}

function memberChange(entry) {
  const users = () => JSON.parse(entry.json ?? '{}').users?.length ?? 0;
  if (entry.kind === 'ENTRY_KIND_MEMBERS_ADDED') return users();
  return entry.kind === 'ENTRY_KIND_MEMBERS_REMOVED' ? -users() : 0;
}
