import { Op, newId } from './operations.js';

/** What one does with groups. Rejects with an ImError. */
export class Groups {
  #client;

  constructor(client) {
    this.#client = client;
  }

  /** @returns The id of the new conversation. */
  async create(title, members) {
    const reply = await this.#client.request(Op.createGroup, { clientMsgId: newId(), title, members });
    await this.#client.sync();
    return reply.conversationId;
  }

  add(id, users) {
    return this.#ask(Op.changeMembers, id, { add: users });
  }

  /** Removes somebody, or leaves. */
  remove(id, user) {
    return this.#ask(Op.changeMembers, id, { remove: [user] });
  }

  /** @param role One of Role; `none` lifts a ban. */
  setRole(id, user, role) {
    return this.#ask(Op.setRole, id, { users: [user], role });
  }

  transfer(id, to) {
    return this.#ask(Op.transfer, id, { to });
  }

  /** @param {{title: string, speak: string}} settings What is not there stays as it is. */
  change(id, settings) {
    return this.#ask(Op.changeSettings, id, settings);
  }

  dissolve(id) {
    return this.#ask(Op.dissolve, id, {});
  }

  async #ask(operation, conversationId, body) {
    await this.#client.request(operation, { conversationId, clientMsgId: newId(), ...body });
    this.#client.sync();
  }
}
