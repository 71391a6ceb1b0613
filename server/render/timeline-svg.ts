import { COLOURS, frame, LINE, round, text, widthOf } from './svg.ts';
import {
  type EventKind,
  type Flag,
  INDENT,
  type Layout,
  layoutTimeline,
  type TimelineData,
} from './timeline-layout.ts';

export interface PictureOptions {
  title: string;
  /** Beginning of the ids within; different for each picture of a page. */
  id?: string;
}

/** Base lines of words, and middles of what is drawn, from top to bottom. */
const TICK_WORDS = 12;
const AXIS = 20;
const SESSION_WORDS = 40;
const SESSION = 51;
const FAILING_WORDS = 72;
const FAILING = 68;
const EVENTS = 88;

/**
 * An incident as a picture: the session as a bar, events at their times with what happened, and how long requests fail.
 * @returns SVG for the inside of an HTML page; empty when no event has a usable time
 */
export function timelineSvg(data: TimelineData, { title, id = 'timeline-picture' }: PictureOptions): string {
  const layout = layoutTimeline(data);
  if (layout === null) return '';
  const { width, height, story } = layout;
  return frame({ id, title, story, width, height }, [
    ...axis(layout),
    ...session(layout),
    ...failing(layout),
    ...layout.flags.map(pole),
    ...layout.events.map(({ at, kind }) => marker(kind, layout.x(at), EVENTS)),
    ...layout.flags.flatMap(flag),
  ]);
}

function axis({ x, from, to, ticks, day, width }: Layout): string[] {
  return [
    line(x(from), AXIS, x(to), AXIS),
    ...ticks.flatMap(({ at, text: words, middle }) => [
      line(x(at), AXIS - 3, x(at), AXIS + 3),
      ...(words === '' ? [] : [text(middle, TICK_WORDS, words, { anchor: 'middle' })]),
    ]),
    text(width - 8, TICK_WORDS, day === null ? 'UTC' : `${day}, UTC`, { anchor: 'end' }),
    line(x(from), EVENTS, x(to), EVENTS),
  ];
}

function session({ x, lifetime }: Layout): string[] {
  if (lifetime === null) return [];
  const [left, right] = [x(lifetime.start), x(lifetime.end)];
  return [
    `<rect x="${round(left)}" y="${SESSION - 6}" width="${round(right - left)}" height="12" fill="${COLOURS.good}"/>`,
    ...(lifetime.open ? [] : [line(left, SESSION - 8, left, SESSION + 8)]),
    line(right, SESSION - 8, right, SESSION + 8),
    beside(lifetime.caption, right + 6, SESSION_WORDS),
  ];
}

function failing({ x, failing: span }: Layout): string[] {
  if (span === null) return [];
  const [left, right] = [x(span.start), x(span.end)];
  return [
    `<path d="M${round(left)} ${FAILING}H${round(right)}" stroke="${COLOURS.bad}" stroke-width="8" stroke-dasharray="4 2" fill="none"/>`,
    left - 6 >= widthOf(span.caption)
      ? beside(span.caption, left, FAILING_WORDS)
      : text(right + 8, FAILING_WORDS, span.caption),
  ];
}

/** Words that end at `at`, or begin there where the room to the left is too small. */
function beside(words: string, at: number, y: number): string {
  return at - 6 >= widthOf(words) ? text(at - 6, y, words, { anchor: 'end' }) : text(at + 6, y, words);
}

function pole({ x, box }: Flag): string {
  return `<path d="M${round(x)} ${EVENTS + 7}V${round(box.y + 2)}" stroke="currentColor" stroke-opacity="0.5" fill="none"/>`;
}

function flag({ event, x, box, lines }: Flag): string[] {
  return [
    marker(event.kind, x, box.y + LINE / 2),
    ...lines.map((words, at) => text(x + INDENT, box.y + at * LINE + 12, words)),
  ];
}

function line(x1: number, y1: number, x2: number, y2: number, colour = 'currentColor'): string {
  return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${colour}" fill="none"/>`;
}

/** Each kind has its own shape, not only its own colour. */
function marker(kind: EventKind, x: number, y: number): string {
  const at = `${round(x)} ${round(y)}`;
  const shapes: Record<EventKind, string> = {
    start: `<path d="M${at}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z" fill="${COLOURS.good}"/>`,
    warning: `<path d="M${at}m0 -6l6 11h-12z" fill="${COLOURS.warning}"/>`,
    failure: `<path d="M${at}m-5 -5l10 10m0 -10l-10 10" stroke="${COLOURS.bad}" stroke-width="3" fill="none"/>`,
    recovery: `<path d="M${at}m0 -6l6 6l-6 6l-6 -6z" fill="${COLOURS.good}"/>`,
    end: `<path d="M${at}m-5 -5h10v10h-10z" fill="${COLOURS.bad}"/>`,
  };
  return shapes[kind] ?? shapes.warning;
}
