/** The one sentence that a report begins with. */

import type { Found } from './sources/source.ts';
import type { Survey } from './survey.ts';
import type { Online, State } from './types.ts';
import { ago, capital, clockTime, left, phrase } from './words.ts';

export interface Judgement {
  state: State;
  expiresAt: number | null;
  /** What STS contradicts in the records, as a sentence. */
  contradiction: string | null;
}

/** The state of the winner, with STS having the last word about whether it is accepted. */
export function judge({ winner, taken, world }: Survey, online: Online | null): Judgement {
  if (winner === null) {
    const state = taken['aws-cli-v2'].stopped !== null && world.refused !== null ? 'unknown' : 'missing';
    return { state, expiresAt: null, contradiction: null };
  }
  const recorded = { state: winner.state, expiresAt: winner.expiresAt, contradiction: null };
  const past = winner.expiresAt !== null && winner.expiresAt <= world.now;
  switch (online?.outcome.kind) {
    case 'ok':
      if (winner.state === 'expired') {
        return {
          state: 'valid',
          expiresAt: null,
          contradiction: `${winner.where} records an end that has passed, yet STS accepts the session.`,
        };
      }
      return winner.state === 'unknown' || winner.state === 'missing'
        ? { ...recorded, state: 'valid' }
        : recorded;
    case 'expired':
      return {
        state: 'expired',
        expiresAt: past ? winner.expiresAt : null,
        contradiction:
          winner.expiresAt !== null && !past
            ? `${winner.where} records a later end than AWS; the record may belong to other keys.`
            : null,
      };
    case 'invalid':
      return { ...recorded, state: 'unknown' };
    default:
      return recorded;
  }
}

export function verdictOf(found: Survey, judged: Judgement, online: Online | null): string {
  const { winner, world } = found;
  if (winner === null) return withoutWinner(found);
  const what = phrase(winner);
  const { now } = world;
  const { expiresAt } = judged;
  if (online?.outcome.kind === 'invalid')
    return `Refused: AWS does not accept ${what}. ${online.outcome.says}`;
  switch (judged.state) {
    case 'expired':
      return expiresAt === null
        ? `Expired: STS says that ${what} has ended; no record says when.`
        : `Expired: ${what} ended ${ago(expiresAt, now)}.`;
    case 'expiring':
      return `Ending soon: ${what} has ${left(expiresAt ?? now, now)}.`;
    case 'refreshable':
      return `Refreshable: ${what} ${refreshable(winner, now)}.`;
    case 'missing':
      return `No credentials: ${what} cannot be used. ${winner.problem ?? ''}`.trim();
    case 'unknown':
      return unknown(winner, what, online);
    case 'valid':
      return `${valid(winner, what, judged, now)}${online === null && winner.endless ? ' STS was not asked.' : ''}`;
  }
}

function valid(winner: Found, what: string, { expiresAt }: Judgement, now: number): string {
  if (expiresAt !== null) return `Valid: ${what} has ${left(expiresAt, now)}.`;
  if (winner.endless)
    return `Valid: ${what} ${winner.kind === 'environment' ? 'are' : 'holds'} long-term keys, which have no end.`;
  return `Valid: STS accepts ${what}; no record says when it ends.`;
}

function refreshable({ expiresAt, kind }: Found, now: number): string {
  const renewed = kind === 'sso' ? 'SDKs renew it by themselves' : 'SDKs take a new session by themselves';
  if (expiresAt === null) return `has no session cached; ${renewed}`;
  return expiresAt <= now
    ? `ended ${ago(expiresAt, now)} and ${renewed}`
    : `ends at ${clockTime(expiresAt, now)} and ${renewed}`;
}

function unknown(winner: Found, what: string, online: Online | null): string {
  if (winner.access.kind === 'none') return `Unknown: ${what} was found, but ${winner.access.why}.`;
  if (online !== null) return `Unknown: ${what} has no recorded end. ${online.outcome.says}`;
  return `Unknown: ${what} has no recorded end; only STS can tell.`;
}

function withoutWinner({ taken, world }: Survey): string {
  const { stopped, choice } = taken['aws-cli-v2'];
  if (stopped !== null && world.refused !== null)
    return `Unknown: AWS CLI and boto3 refuse to start. ${capital(stopped)}.`;
  if (stopped !== null) return `No credentials: ${stopped}`;
  return `No credentials: neither the variables nor the files of this machine hold any for profile ${choice.profile}.`;
}
