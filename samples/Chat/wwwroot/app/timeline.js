import { isChange } from '../imkit/changes.js';
import { Kind } from '../imkit/operations.js';
import { dayName, names, sameDay } from './format.js';
import { notice } from './notices.js';

const GROUP_MS = 5 * 60 * 1000;

const dayKey = time => `day-${new Date(time).toDateString()}`;

/**
 * What a thread shows, top to bottom: days, the line above what is new, notices, messages, and what is still on its way.
 * An own message keeps its key when it turns from waiting into an entry of the log, so it does not flicker.
 * @param {{find: function(number), readers: function(number)}} around The entries that are quoted, and who has read how far.
 */
export function timeline(entries, waiting, me, newFrom, around) {
  const items = [];
  let before = null;
  const add = (item, time) => {
    if (!before || !sameDay(before.time, time)) {
      items.push({ type: 'day', key: dayKey(time), text: dayName(time) });
      before = null;
    }
    items.push(item);
  };
  const message = (item, sender, time) => {
    item.first = !(before?.type === 'message' && before.sender === sender && time - before.time < GROUP_MS) || !sameDay(before.time, time);
    if (!item.first) before.item.last = false;
    add({ ...item, last: true }, time);
    before = { type: 'message', sender, time, item: items.at(-1) };
  };
  for (const entry of entries) {
    if (entry.seq === newFrom) {
      items.push({ type: 'new', key: 'new' });
      before = before && { time: before.time };
    }
    if (isChange(entry) || !entry.kind || entry.kind === Kind.placeholder) continue;
    const text = notice(entry, me);
    if (text === null) {
      message(shown(entry, me, around), entry.sender, entry.time);
    } else {
      add({ type: 'notice', key: `s-${entry.seq}`, text }, entry.time);
      before = { time: entry.time };
    }
  }
  const known = new Set(items.map(item => item.key));
  for (const item of waiting.filter(item => !known.has(`m-${item.id}`))) {
    message({
      type: 'message', key: `m-${item.id}`, id: item.id, sender: me, own: true, text: item.text, time: item.time,
      state: item.error ? 'failed' : 'sending', error: item.error, mentions: item.mentions, mentionsAll: item.mentionsAll, quote: quoted(item.replyTo, me, around),
    }, me, item.time);
  }
  return items;
}

function shown(entry, me, around) {
  const { seq, sender, time, recalled } = entry;
  const own = sender === me;
  return {
    type: 'message', key: own ? `m-${entry.clientMsgId}` : `s-${seq}`, seq, sender, own, time, recalled, state: 'sent',
    text: entry.text ?? '', edited: !recalled && entry.version > 0, reactions: entry.reactions,
    mentions: entry.mentions, mentionsAll: entry.mentionsAll, mentionsMe: !own && Boolean(entry.mentionsAll || entry.mentions?.includes(me)),
    quote: recalled ? null : quoted(entry.targetSeq, me, around), ...own && !recalled && receipt(around.readers(seq)),
  };
}

function receipt({ others, names: readers, got }) {
  const delivered = others > 0 && got === others;
  if (readers.length === 0) return { delivered };
  const all = readers.length === others;
  return { delivered, read: all ? 'all' : 'some', readers: all && others > 2 ? 'everybody' : names(readers) };
}

/** The entry that is answered, in one line. */
function quoted(seq, me, around) {
  if (!seq) return null;
  const entry = around.find(seq);
  if (!entry || !entry.kind || entry.kind === Kind.placeholder) return { seq, sender: 'Earlier', text: 'A message that is not here' };
  return { seq, sender: entry.sender === me ? 'You' : entry.sender, text: entry.recalled ? 'Message taken back' : entry.text ?? '' };
}
