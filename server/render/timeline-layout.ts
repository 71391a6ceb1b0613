import { humanDuration } from '../../kb/duration.ts';
import { type Box, LINE, label, widthOf, wrapLines } from './svg.ts';
import { dayOf, ticksOf, timeWords } from './timeline-scale.ts';

export type EventKind = 'start' | 'warning' | 'failure' | 'recovery' | 'end';

export interface TimelineEventData {
  /** Milliseconds since 1970, or since midnight for an incident without a date. */
  at: number;
  label: string;
  kind: EventKind;
}

export interface TimelineData {
  from: number;
  to: number;
  /** The session; it may begin before `from`. `note` follows its times. */
  lifetime?: { start: number; end: number; note?: string };
  events: readonly TimelineEventData[];
}

export interface Flag {
  event: TimelineEventData;
  x: number;
  /** Top of its first line, and all that its lines cover. */
  box: Box;
  lines: string[];
}

export interface Layout {
  width: number;
  height: number;
  x(at: number): number;
  from: number;
  to: number;
  /** `middle` is that of the words; ticks for whose words there is no room have none. */
  ticks: { at: number; text: string; middle: number }[];
  /** The day of all times, where there is one. */
  day: string | null;
  /** Every event that is drawn: of those of one kind at one place, the first. */
  events: TimelineEventData[];
  flags: Flag[];
  lifetime: { start: number; end: number; open: boolean; caption: string } | null;
  /** From the first failure to the recovery, or to the end of what is known. */
  failing: { start: number; end: number; recovered: boolean; caption: string } | null;
  story: string;
}

const WIDTH = 760;
const LEFT = 16;
/** The flags to the right of the last event need the rest. */
const PLOT = 480;
const FLAG_WIDTH = 230;
const FLAGS_TOP = 110;
/** From the marker beside a flag to its words, and between two flags. */
export const INDENT = 12;
const GAP = 10;
const MOST_FLAGS = 12;
/** So many failures in a row are told together. */
const LONG_RUN = 3;
const MOST_TOLD = 40;

/** Where everything of a timeline stands; null when there is no event with a usable time. */
export function layoutTimeline(data: TimelineData): Layout | null {
  const events = data.events
    .filter(({ at }) => isTime(at))
    .map((event) => ({ ...event, label: label(event.label) }))
    .sort((a, b) => a.at - b.at);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return null;
  const session = usableLifetime(data);
  const times = [first.at, last.at, data.from, data.to, session?.end].filter(isTime);
  const from = Math.min(...times);
  const to = Math.max(from + 1000, ...times);
  const x = (at: number) => LEFT + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * PLOT;
  const say = timeWords(from, to);
  const told = runsOf(events, say);
  const flags = placeFlags(chosen(told), x, (event) =>
    wrapLines(`${say(event.at)} ${event.label}`, FLAG_WIDTH),
  );
  const lifetime =
    session === null
      ? null
      : {
          start: Math.max(session.start, from),
          end: session.end,
          open: session.start < from,
          caption: `Session until ${say(session.end)}${session.note === undefined ? '' : `, ${label(session.note, 40)}`}`,
        };
  const failing = failingOf(events, to);
  const drawn = { from, to, events, lifetime, failing };
  return {
    ...drawn,
    events: visible(events, x),
    width: WIDTH,
    height: Math.max(FLAGS_TOP, ...flags.map(({ box }) => box.y + box.height)) + 6,
    x,
    day: dayOf(from, to),
    ticks: labelled(ticksOf(from, to), x, say),
    flags,
    story: storyOf({ ...drawn, events: told }, say),
  };
}

function usableLifetime({ lifetime }: TimelineData): NonNullable<TimelineData['lifetime']> | null {
  if (lifetime === undefined || !(lifetime.start < lifetime.end)) return null;
  return isTime(lifetime.start) && isTime(lifetime.end) ? lifetime : null;
}

/** A time that a date can hold. */
function isTime(at: number | undefined): at is number {
  return at !== undefined && Math.abs(at) < 8e15;
}

/** The words of the first tick may have to move to the right to stay within the picture. */
function labelled(ticks: readonly number[], x: Layout['x'], say: (at: number) => string): Layout['ticks'] {
  let free = 0;
  return ticks.map((at) => {
    const half = widthOf(say(at)) / 2;
    const middle = Math.max(half, x(at));
    const text = middle - half >= free ? say(at) : '';
    if (text !== '') free = middle + half + 4;
    return { at, text, middle };
  });
}

function visible(events: readonly TimelineEventData[], x: (at: number) => number): TimelineEventData[] {
  const places = new Map<string, TimelineEventData>();
  for (const event of events) {
    const place = `${event.kind} ${Math.round(x(event.at))}`;
    if (!places.has(place)) places.set(place, event);
  }
  return [...places.values()];
}

/** Retries that fail one after another share the flag of the first, which counts them. */
function runsOf(events: readonly TimelineEventData[], say: (at: number) => string): TimelineEventData[] {
  const runs: TimelineEventData[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run?.[0]?.kind === 'failure' && event.kind === 'failure') run.push(event);
    else runs.push([event]);
  }
  return runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined || run.length < LONG_RUN) return run;
    return [{ ...first, label: `${first.label}; ${run.length - 1} more until ${say(last.at)}` }];
  });
}

/** Where there are too many for words: what is no failure first, then the first failures. */
function chosen(events: readonly TimelineEventData[]): TimelineEventData[] {
  if (events.length <= MOST_FLAGS) return [...events];
  const failures = events.filter(({ kind }) => kind === 'failure');
  const others = events.filter(({ kind }) => kind !== 'failure').slice(0, MOST_FLAGS - 1);
  const kept = new Set([...others, ...failures.slice(0, MOST_FLAGS - others.length)]);
  return events.filter((event) => kept.has(event));
}

/**
 * Flags hang from their times, the words to the right. From the last to the first each takes the highest place in which its
 * words meet neither the words nor the line of a later one; the place below all others is always free.
 */
function placeFlags(
  events: readonly TimelineEventData[],
  x: (at: number) => number,
  words: (event: TimelineEventData) => string[],
): Flag[] {
  const placed: Flag[] = [];
  for (const event of [...events].reverse()) {
    const lines = words(event);
    const left = x(event.at);
    const width = INDENT + Math.max(...lines.map(widthOf));
    const height = lines.length * LINE;
    const bottoms = placed.map(({ box }) => box.y + box.height + GAP).sort((a, b) => a - b);
    const y = [FLAGS_TOP, ...bottoms].find((top) =>
      // A later flag's own words and the line that it hangs from, which comes down from above, are all above its bottom.
      placed.every((other) => left + width + GAP <= other.x || top >= other.box.y + other.box.height + GAP),
    );
    placed.push({ event, x: left, lines, box: { x: left, y: y ?? FLAGS_TOP, width, height } });
  }
  return placed.reverse();
}

function failingOf(events: readonly TimelineEventData[], to: number): Layout['failing'] {
  const start = events.find(({ kind }) => kind === 'failure');
  if (start === undefined) return null;
  const end = events.find(({ kind, at }) => kind === 'recovery' && at > start.at);
  const until = end?.at ?? to;
  if (until <= start.at) return null;
  const recovered = end !== undefined;
  const caption = recovered ? 'failing until the recovery' : 'failing';
  return { start: start.at, end: until, recovered, caption };
}

const KIND_WORDS: Record<EventKind, string> = {
  start: 'start',
  warning: 'warning',
  failure: 'failure',
  recovery: 'recovery',
  end: 'end of the session',
};

function storyOf(
  { from, to, events, lifetime, failing }: Pick<Layout, 'from' | 'to' | 'events' | 'lifetime' | 'failing'>,
  say: (at: number) => string,
): string {
  const told = events
    .slice(0, MOST_TOLD)
    .map(({ at, kind, label: words }) => `${say(at)}, ${KIND_WORDS[kind]}: ${words.replace(/[.\s]+$/, '')}.`);
  const left = events.length - told.length;
  const day = dayOf(from, to);
  return [
    `${day === null ? 'From' : `On ${day}, from`} ${say(from)} to ${say(to)} UTC.`,
    ...(lifetime === null ? [] : [`${lifetime.caption}.`]),
    ...told,
    ...(left > 0 ? [`And ${left} more events.`] : []),
    ...(failing === null
      ? []
      : [
          `Failures go on for ${humanDuration(Math.round((failing.end - failing.start) / 1000))}, ${failing.recovered ? 'until the recovery' : 'and no recovery is known'}.`,
        ]),
  ].join(' ');
}
