import { Kind } from './operations.js';

const CHANGES = new Set([Kind.edited, Kind.recalled, Kind.reacted, Kind.unreacted]);

/** Whether an entry changes another one and shows nothing of its own. */
export const isChange = entry => CHANGES.has(entry.kind);

/** Applies an edit, a recall or a reaction to the entry it names. What the target was read with is not applied twice. */
export function applyChange(target, change, me) {
  if (change.seq <= (target.asOf ?? 0) || target.recalled) return;
  if (change.kind === Kind.edited) edit(target, change);
  else if (change.kind === Kind.recalled) recall(target);
  else react(target, change.text, change.kind === Kind.reacted ? 1 : -1, change.sender === me);
}

function edit(target, { version, text, json, data }) {
  if ((version ?? 0) > (target.version ?? 0)) Object.assign(target, { version, text, json, data });
}

function recall(target) {
  Object.assign(target, { recalled: true, text: undefined, json: undefined, data: undefined, reactions: [], mentions: [], mentionsAll: false });
}

function react(target, key, step, mine) {
  const reactions = (target.reactions ?? []).map(reaction => ({ ...reaction }));
  let reaction = reactions.find(known => known.key === key);
  if (!reaction) reactions.push(reaction = { key, count: 0, mine: false });
  reaction.count += step;
  if (mine) reaction.mine = step > 0;
  target.reactions = reactions.filter(known => known.count > 0);
}

/** Makes an entry what the server shows of one that the user removed for themself: its place and nothing else. */
export function forget(entry) {
  Object.assign(entry, { kind: Kind.placeholder, text: undefined, json: undefined, data: undefined, sender: '', reactions: [], targetSeq: 0 });
}
