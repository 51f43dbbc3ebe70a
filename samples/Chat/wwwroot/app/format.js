const DAY = 24 * 60 * 60 * 1000;
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const midnight = time => new Date(time).setHours(0, 0, 0, 0);

export const daysAgo = time => Math.round((midnight(Date.now()) - midnight(time)) / DAY);
export const atClock = time => clock.format(time);
export const atFull = time => full.format(time);
export const sameDay = (a, b) => midnight(a) === midnight(b);

/** For a list: the clock today, then the weekday, then the date. */
export function short(time) {
  if (!time) return '';
  const days = daysAgo(time);
  if (days <= 0) return atClock(time);
  return days < 7 ? weekday.format(time) : date.format(time);
}

/** For the line between two days. */
export function dayName(time) {
  const days = daysAgo(time);
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : longDate.format(time);
}

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** "Ann, Bob and Cid". */
export function names(list) {
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}
