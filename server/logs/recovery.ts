import { type Case, says, takesSession } from './case.ts';
import { textOf } from './events.ts';
import { commandOf, type LogRecord } from './records.ts';
import { namesIn, type WhoKind } from './who.ts';

const SUCCESS =
  /\b(?:ok|okay|success\w*|succeeded|done|stored|saved|sent|uploaded|downloaded|written|wrote|completed?|finished|processed|exported|published|delivered|imported|synced|copied|settled|archived|flushed|committed|put|pushed|accepted|healthy|recovered|200|201|204)\b/i;
const TROUBLE =
  /\b(?:fail\w*|error\w*|exception|warn\w*|denied|refused|rejected|timeout|timed out|retry\w*|retrying|expired|unable|cannot|fatal|panic|skipp\w*|degraded|backlog|lost)\b|"level":\s?(?:"(?:warn\w*|error|fatal)"|[456]0)|"(?:ok|success)":\s?false|\b[45]\d\d\b(?=\s|$|")/i;
const NOISE =
  /health|metrics|heartbeat|readiness|liveness|\bping\b|\bprobe\b|keep-?alive|\bstatic\b|watch close|favicon/i;
const COMMON = new Set([
  'error',
  'info',
  'warn',
  'failed',
  'with',
  'from',
  'this',
  'that',
  'when',
  'calling',
  'operation',
  'request',
  'token',
  'provided',
  'expired',
  'security',
  'included',
  'status',
  'code',
  'service',
  'level',
  'time',
  'level',
  'main',
  'true',
  'false',
  'occurred',
]);
/** Records after the last failure that are looked at. */
const FAR = 20_000;

/** What a record says, without what changes from one to the next. */
export function template(text: string): string {
  const head = (text.split('\n', 1)[0] ?? '').slice(0, 600);
  const message = /"(?:msg|message|event|@m)"\s?:\s?"([^"]{1,120})"/.exec(head)?.[1];
  return (message ?? head)
    .slice(0, 260)
    .replace(/"[^"]*"|'[^']*'/g, '"')
    .replace(/\b\S*[/=]\S*/g, '*')
    .replace(/\b(?=\w*\d)[\w:.-]+\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The record in which the failing work first succeeds again: a kind of record that was there before the failures or
 * speaks of the same work, says success, and is not seen while requests fail. Null when the log shows none.
 */
export function recoveryOf(kase: Case, scope: WhoKind | null): number | null {
  const { records, lines } = kase.log;
  const { first, last } = kase;
  const end = Math.min(records.length, last.index + 1 + FAR);
  if (last.index + 1 >= end) return null;
  const failing = new Set(kase.failures.map((failure) => failure.index));
  const text = (index: number) => {
    const record = records[index];
    return record === undefined ? '' : textOf(record, lines, 800);
  };
  const before = new Set<string>();
  for (let index = Math.max(0, first.index - 3000); index < first.index; index++)
    before.add(template(text(index)));
  const during = new Set<string>();
  for (let index = Math.max(first.index, last.index - 5000); index < last.index; index++)
    if (!failing.has(index)) during.add(template(text(index)));
  const work = wordsOf(text(first.index));
  const special = new Set(
    kase.after
      .filter(
        (facts) =>
          takesSession(facts) ||
          says(facts, 'restart') !== undefined ||
          says(facts, 'signed-in') !== undefined,
      )
      .map((facts) => facts.index),
  );
  const name = scope === null ? undefined : first.names[scope];
  for (let index = last.index + 1; index < end; index++) {
    const said = text(index);
    if (
      special.has(index) ||
      NOISE.test(said) ||
      TROUBLE.test(said.slice(0, 500)) ||
      commandOf(said) !== null
    )
      continue;
    const kind = template(said);
    if (kind === '' || during.has(kind)) continue;
    const known = before.has(kind) && (kase.failures.length > 1 || SUCCESS.test(said));
    const same = SUCCESS.test(said) && [...wordsOf(said)].some((word) => work.has(word));
    if (!known && !same) continue;
    if (name !== undefined && scope !== null && (namesIn(said)[scope] ?? name) !== name) continue;
    return index;
  }
  return null;
}

/** Records between first and last failure that are looked at for successes. */
const MIXED = 4000;

/** Lines of successes of the same work between failures: how often it goes right after it has gone wrong. */
export function successesBetween(kase: Case): number[] {
  const { records, lines } = kase.log;
  const failing = new Set(kase.failures.map((failure) => failure.index));
  const work = wordsOf(textOf(records[kase.first.index] as LogRecord, lines, 800));
  const found: number[] = [];
  let failed = true;
  for (
    let index = kase.first.index + 1;
    index < Math.min(kase.last.index, kase.first.index + MIXED);
    index++
  ) {
    if (failing.has(index)) failed = true;
    const record = records[index];
    if (!failed || record === undefined || failing.has(index)) continue;
    const said = textOf(record, lines, 800);
    if (
      !SUCCESS.test(said) ||
      TROUBLE.test(said.slice(0, 500)) ||
      NOISE.test(said) ||
      commandOf(said) !== null
    )
      continue;
    if (![...wordsOf(said)].some((word) => work.has(word))) continue;
    found.push(record.first);
    failed = false;
  }
  return found;
}

/** Words of a record that name its work. */
function wordsOf(text: string): Set<string> {
  const line = (text.split('\n', 1)[0] ?? '').slice(0, 800);
  const message = /"(?:msg|message|event|@m)"\s?:\s?"([^"]{1,120})"/.exec(line)?.[1];
  const head = (message ?? line).slice(0, 500).replace(/\d{4}-\d\d-\d\dT?\S*/g, ' ');
  const words = head.match(/[A-Za-z]{5,30}|\b(?:PUT|SQS|SNS|S3|s3|sqs|sns|put|push|send|copy)\b/g) ?? [];
  return new Set(words.map((word) => word.toLowerCase()).filter((word) => !COMMON.has(word)));
}
