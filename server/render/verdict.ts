import type { ErrorPage } from '../../kb/types.ts';
import { duration } from '../logs/times.ts';
import type { Evidence } from '../logs/types.ts';
import { plain } from './escape.ts';
import { redact } from './redact.ts';

/** The family of errors that a session past its end causes. */
const SESSION_ENDED = 'session-ended';

/** One plain line: what ended, how long before the request, what to do. Only what the evidence holds is claimed. */
export function verdict(page: ErrorPage, evidence: Evidence): string {
  return redact(plain(whatEnded(page, evidence), 300));
}

function whatEnded(page: ErrorPage, evidence: Evidence): string {
  const { expiredForSeconds, operation } = evidence;
  if (expiredForSeconds === undefined || page.family !== SESSION_ENDED)
    return `${page.verdict} ${page.action}`;
  const request = operation === undefined ? 'this request' : `this ${operation.value} request`;
  return `The session ended ${duration(expiredForSeconds)} before ${request}. ${page.action}`;
}

/** The evidence as sentences, each naming the line it was read from (1-based). */
export function evidenceSentences(page: ErrorPage, evidence: Evidence): string[] {
  const said: string[] = [];
  const { expiredAt, observedAt, acquiredAt, expiredForSeconds, operation, requestId, status } = evidence;
  const request = operation === undefined ? 'this request' : `this ${operation.value} request`;
  const ended = page.family === SESSION_ENDED;
  if (ended && expiredForSeconds !== undefined) {
    said.push(`The session had ended ${duration(expiredForSeconds)} before ${request}.`);
  }
  if (acquiredAt !== undefined)
    said.push(`Session taken ${utc(acquiredAt.value)} (line ${acquiredAt.line + 1}).`);
  if (expiredAt !== undefined) said.push(`Session end ${utc(expiredAt.value)} (line ${expiredAt.line + 1}).`);
  if (observedAt !== undefined)
    said.push(`Request or its failure ${utc(observedAt.value)} (line ${observedAt.line + 1}).`);
  if (ended && expiredAt === undefined) said.push('When the session ended: unknown, the log does not say.');
  if (requestId !== undefined) said.push(`Request id ${requestId.value} (line ${requestId.line + 1}).`);
  if (status !== undefined) said.push(`HTTP status ${status.value} (line ${status.line + 1}).`);
  return said.map((sentence) => redact(plain(sentence)));
}

/** `2026-04-15 10:02:14 UTC` */
export function utc(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
