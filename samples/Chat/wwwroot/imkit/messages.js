import { Code, Op, newId } from './operations.js';

/** What one does with messages that are there, and with one's own view of a conversation. Rejects with an ImError. */
export class Messages {
  #client;

  constructor(client) {
    this.#client = client;
  }

  /** @param version The version that the editor saw; if there is another by now, nothing is changed. */
  edit(conversationId, { seq, version = 0 }, text) {
    return this.#client.request(Op.edit, { conversationId, clientMsgId: newId(), seq, version, text });
  }

  recall(conversationId, seq) {
    return this.#change(Op.recall, { conversationId, clientMsgId: newId(), seq });
  }

  react(conversationId, seq, key, remove) {
    return this.#change(Op.react, { conversationId, clientMsgId: newId(), seq, key, remove });
  }

  /** Removes a message for this user alone, on all of their devices. */
  async remove(conversationId, seq) {
    const state = await this.#client.request(Op.removeEntries, { conversationId, seqs: [seq] });
    this.#client.log(conversationId).forget([seq]);
    this.#client.take([state]);
  }

  /** @param {{muted, pinned, hidden, markedUnread, draft, clearTo}} changes What is not there stays as it is. */
  async update(conversationId, changes) {
    this.#client.take([await this.#client.request(Op.updateConversation, { conversationId, ...changes })]);
  }

  /** That it is so already is what was wanted. */
  async #change(operation, body) {
    try {
      await this.#client.request(operation, body);
    } catch (error) {
      if (error.code !== Code.unchanged) throw error;
    }
  }
}
