import { humanDuration } from '../../kb/duration.ts';
import type { ErrorPage, KnowledgeBase, TimelineEvent } from '../../kb/types.ts';
import type { EventKind, TimelineData } from './timeline-layout.ts';

const DAY = 86_400_000;

/**
 * The incident of a page as data for its picture; times count from midnight. Where no event is the end of the session, it
 * ends after the usual life of an assumed role's session. Null without at least two usable times.
 */
export function pageTimeline(page: ErrorPage, kb: KnowledgeBase): TimelineData | null {
  let before = 0;
  const events = page.timeline.flatMap((event) => {
    const clock = /^(\d{2}):(\d{2})$/.exec(event.at);
    if (clock === null) return [];
    let at = (Number(clock[1]) * 60 + Number(clock[2])) * 60_000;
    while (at < before) at += DAY; // past midnight
    before = at;
    return [{ at, label: event.title, kind: kindOf(event) }];
  });
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return null;
  const usual = kb.lifetimes.find(({ id }) => id === 'assume-role')?.default;
  const life = usual === undefined ? null : { seconds: usual, says: humanDuration(usual) };
  const end = events.find(({ kind }) => kind === 'end');
  const data: TimelineData = { from: first.at, to: last.at, events };
  if (end !== undefined) {
    // A first event other than the start happens within the session: it began before.
    return { ...data, lifetime: { start: first.kind === 'start' ? first.at : first.at - 1, end: end.at } };
  }
  if (first.kind !== 'start' || life === null) return data;
  return {
    ...data,
    lifetime: { start: first.at, end: first.at + life.seconds * 1000, note: `${life.says} by default` },
  };
}

/** Ids of events are never renamed, so their words may say what an event is. */
const KINDS: [RegExp, EventKind][] = [
  [/restored|recover|resolved|cleared/, 'recovery'],
  [/taken|acquired|start/, 'start'],
  [/fail|retr|refused|rejected/, 'failure'],
  [/(?:^|-)(?:ends?|ended|expire[sd]?)$/, 'end'],
];

function kindOf({ id }: TimelineEvent): EventKind {
  return KINDS.find(([words]) => words.test(id))?.[1] ?? 'warning';
}
