import { dayName, sameDay } from './format.js';
import { notice } from './notices.js';

const GROUP_MS = 5 * 60 * 1000;

const dayKey = time => `day-${new Date(time).toDateString()}`;

/**
 * What a thread shows, top to bottom: days, the line above what is new, notices, messages, and what is still on its way.
 * An own message keeps its key when it turns from waiting into an entry of the log, so it does not flicker.
 */
export function timeline(entries, waiting, me, newFrom) {
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
    const text = notice(entry, me);
    if (text === null) {
      const own = entry.sender === me;
      message({ type: 'message', key: own ? `m-${entry.clientMsgId}` : `s-${entry.seq}`, seq: entry.seq, sender: entry.sender, own, text: entry.text ?? '', time: entry.time, state: 'sent' }, entry.sender, entry.time);
    } else {
      add({ type: 'notice', key: `s-${entry.seq}`, text }, entry.time);
      before = { time: entry.time };
    }
  }
  const known = new Set(items.map(item => item.key));
  for (const item of waiting.filter(item => !known.has(`m-${item.id}`))) {
    message({ type: 'message', key: `m-${item.id}`, id: item.id, sender: me, own: true, text: item.text, time: item.time, state: item.error ? 'failed' : 'sending', error: item.error }, me, item.time);
  }
  return items;
}
