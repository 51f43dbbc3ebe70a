/** ImKit's own operations, as docs/protocol.md names them. */
export const Op = Object.freeze({
  heartbeat: 2, heartbeatReply: 3, disconnect: 6, login: 7, loginReply: 8, error: 20,
  send: 21, pull: 23, sync: 25, markRead: 27, history: 31, createGroup: 33, changeMembers: 35, members: 37,
  ack: 39, entries: 40, feed: 41, receipts: 42, signals: 43, window: 47, joinRoom: 50, leaveRoom: 52,
  edit: 54, recall: 56, react: 58, updateConversation: 60, removeEntries: 62, removed: 64,
  setRole: 68, transfer: 70, changeSettings: 72, dissolve: 74, setContact: 78, contacts: 80, signal: 82,
  watchPresence: 90, presence: 92,
});

/** Kinds of entries. */
export const Kind = Object.freeze({
  placeholder: 'ENTRY_KIND_UNSPECIFIED', message: 'ENTRY_KIND_MESSAGE', created: 'ENTRY_KIND_CREATED',
  added: 'ENTRY_KIND_MEMBERS_ADDED', removed: 'ENTRY_KIND_MEMBERS_REMOVED', edited: 'ENTRY_KIND_EDITED', recalled: 'ENTRY_KIND_RECALLED',
  reacted: 'ENTRY_KIND_REACTION_ADDED', unreacted: 'ENTRY_KIND_REACTION_REMOVED', roles: 'ENTRY_KIND_ROLES_CHANGED',
  settings: 'ENTRY_KIND_SETTINGS_CHANGED', dissolved: 'ENTRY_KIND_DISSOLVED',
});

/** What a member of a group may do. */
export const Role = Object.freeze({
  none: 'MEMBER_ROLE_UNSPECIFIED', member: 'MEMBER_ROLE_MEMBER', admin: 'MEMBER_ROLE_ADMIN', owner: 'MEMBER_ROLE_OWNER',
  muted: 'MEMBER_ROLE_MUTED', banned: 'MEMBER_ROLE_BANNED',
});

/** Whether a role may manage a group. */
export const leads = role => role === Role.admin || role === Role.owner;

/** Error codes that a client acts upon. */
export const Code = Object.freeze({ reset: 402, versionMismatch: 405, unchanged: 406 });

/** A refusal by the server, or the loss of the connection: then the outcome is unknown. */
export class ImError extends Error {
  constructor(body) {
    super(body.message ?? 'failed');
    this.code = body.code ?? 0;
    this.temporary = body.temporary ?? false;
    this.retryAfterMs = body.retryAfterMs ?? 0;
  }
}

export const lost = () => new ImError({ code: 101, message: 'the connection was lost', temporary: true });

/** An id that no other client makes; also where the page does not come from localhost or https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
