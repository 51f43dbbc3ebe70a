import { Code, leads } from '../imkit/operations.js';
import { Composer } from './composer.js';
import { ALL, mentionsIn } from './text.js';
import { toast } from './toast.js';

/** What one writes in a thread: a new message, an answer, or an edit of an own message; with a draft, mentions and the signal of typing. */
export class Writing {
  composer;
  #client;
  #target;
  #drafts;
  #answers = null;
  #edits = null;

  constructor(client, target, drafts) {
    this.#client = client;
    this.#target = target;
    this.#drafts = drafts;
    this.composer = new Composer({
      text: drafts.get(target), onSend: text => this.#send(text), onInput: text => this.#typed(text), complete: () => this.#names,
    });
  }

  answer(entry) {
    this.cancel();
    this.#answers = entry;
    this.composer.about({ title: `Reply to ${entry.sender === this.#client.user ? 'yourself' : entry.sender}`, text: entry.text ?? '' }, () => this.cancel());
  }

  edit(entry) {
    this.cancel();
    this.#edits = { seq: entry.seq, version: entry.version ?? 0 };
    this.composer.text = entry.text ?? '';
    this.composer.about({ title: 'Edit message', text: entry.text ?? '' }, () => this.cancel());
  }

  /** Back to the draft. */
  cancel() {
    this.#answers = this.#edits = null;
    this.composer.about(null);
    this.followDraft();
  }

  /** Another device of the user may have written on. */
  followDraft() {
    if (!this.#edits) this.composer.text = this.#drafts.get(this.#target);
  }

  /** Who may be mentioned: the other members of a group; everybody, by those who lead it. */
  get #names() {
    const conversation = this.#client.conversations.get(this.#target);
    if (!conversation || conversation.peer) return [];
    const members = this.#client.roster.members(this.#target).map(member => member.userId).filter(name => name !== this.#client.user);
    return leads(conversation.role) ? [...members, ALL] : members;
  }

  #typed(text) {
    if (this.#edits) return;
    this.#drafts.set(this.#target, text);
    if (text !== '') this.#client.typing.tell(this.#target);
  }

  #send(text) {
    if (this.#edits) {
      this.#edit(this.#edits, text);
      return;
    }
    this.#client.outbox.send(this.#target, text, { replyTo: this.#answers?.seq, ...mentionsIn(text, this.#names) });
    this.cancel();
  }

  async #edit(entry, text) {
    this.cancel();
    try {
      await this.#client.messages.edit(this.#target, entry, text);
    } catch (error) {
      toast(error.code === Code.versionMismatch ? 'Not edited: the message was changed elsewhere.' : `Not edited: ${error.message}`);
    }
  }
}
