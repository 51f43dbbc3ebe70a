/** ImKit's own operations, as docs/protocol.md names them. */
export const Op = Object.freeze({
  heartbeat: 2, heartbeatReply: 3, disconnect: 6, login: 7, loginReply: 8, error: 20,
  send: 21, pull: 23, sync: 25, markRead: 27, history: 31, createGroup: 33, changeMembers: 35, members: 37,
  entries: 40, feed: 41, joinRoom: 50, leaveRoom: 52,
});

/** Error codes that a client acts upon. */
export const Code = Object.freeze({ reset: 402 });

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
