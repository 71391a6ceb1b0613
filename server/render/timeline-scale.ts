const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
];

/** Round times between `from` and `to`, few enough that their words stand beside each other. */
export function ticksOf(from: number, to: number): number[] {
  const most = spansDays(from, to) ? 4 : 5;
  let step = STEPS.find((one) => (to - from) / one < most) ?? 30 * DAY;
  while ((to - from) / step >= most) step *= 2;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** How times between `from` and `to` are written: no finer and no longer than they need. All are UTC. */
export function timeWords(from: number, to: number): (at: number) => string {
  const fine = to - from < 10 * MINUTE;
  const days = spansDays(from, to);
  return (at) => {
    const iso = new Date(at).toISOString();
    const clock = iso.slice(-13, fine ? -5 : -8);
    return days ? `${iso.slice(0, -14)} ${clock}` : clock;
  };
}

/** The one day of all times, where there is one: an incident without a date counts from midnight of day 0. */
export function dayOf(from: number, to: number): string | null {
  return spansDays(from, to) || isUndated(from) ? null : new Date(from).toISOString().slice(0, -14);
}

function spansDays(from: number, to: number): boolean {
  return Math.floor(from / DAY) !== Math.floor(to / DAY) && !isUndated(from);
}

function isUndated(from: number): boolean {
  return from >= 0 && from < DAY;
}
