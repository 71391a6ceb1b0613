import { type Case, type Failure, says, takesSession, timeOf } from './case.ts';
import type { RecordFacts } from './events.ts';
import type { Moment } from './incident.ts';

const LIMIT = 14;

/** The incident as moments, in order; only for logs on UTC. */
export function timelineOf(
  kase: Case,
  failures: readonly Failure[],
  recovered: number | null,
  end: number | null,
): Moment[] {
  const moments: Moment[] = [];
  const add = (
    index: number,
    kind: Moment['kind'],
    what: string,
    line = kase.log.records[index]?.first ?? 0,
  ) => {
    const at = timeOf(kase, index);
    if (at !== null) moments.push({ at, what, line, kind });
  };
  const pick = (all: readonly RecordFacts[], test: (facts: RecordFacts) => boolean) => all.filter(test);
  const started = pick(kase.before, (facts) => says(facts, 'restart') !== undefined).at(-1);
  if (started !== undefined) add(started.index, 'start', 'The process starts.');
  const taken = pick(kase.before, takesSession).at(-1);
  if (taken !== undefined) add(taken.index, 'start', 'A session is taken.');
  const broken = pick(
    kase.facts,
    (facts) => says(facts, 'refresh-failed') !== undefined && facts.index <= kase.last.index,
  );
  const own = new Set(failures.map((failure) => failure.index));
  const [first] = broken;
  const last = broken.at(-1);
  if (first !== undefined && !own.has(first.index))
    add(first.index, 'warning', 'A refresh of the credentials fails.');
  if (last !== undefined && last !== first && !own.has(last.index))
    add(last.index, 'warning', `The refresh has failed ${broken.length} times.`);
  if (end !== null && kase.session.endLine !== null)
    moments.push({ at: end, what: 'The session ends.', line: kase.session.endLine, kind: 'end' });
  const begin = failures[0];
  const finish = failures.at(-1);
  if (begin !== undefined)
    add(begin.index, 'failure', `The first request fails with ${begin.code}.`, begin.line);
  if (finish !== undefined && finish !== begin)
    add(finish.index, 'failure', `The last of ${failures.length} failures.`, finish.line);
  for (const facts of kase.after.slice(0, 400)) {
    if (recovered !== null && facts.index > recovered) break;
    if (says(facts, 'restart') !== undefined) add(facts.index, 'warning', 'The process starts again.');
    else if (takesSession(facts)) add(facts.index, 'start', 'A new session is taken.');
    if (moments.length >= LIMIT) break;
  }
  if (recovered !== null) add(recovered, 'recovery', 'The same work succeeds again.');
  return moments.sort((a, b) => a.at - b.at || a.line - b.line);
}
