/** Survey and, where STS was asked, its answer → the report. */

import { duration } from '../logs/times.ts';
import { plain } from '../render/escape.ts';
import { redactAll } from '../render/redact.ts';
import { clockIsOff, nextSteps } from './next-steps.ts';
import type { Found } from './sources/source.ts';
import { type Survey, survey } from './survey.ts';
import {
  type CheckOptions,
  type Machine,
  type Online,
  SDKS,
  type SessionReport,
  type SourceName,
  type SourceRow,
} from './types.ts';
import { judge, verdictOf } from './verdict.ts';
import { label } from './words.ts';

/** @param online what STS said, or null when it was not asked. */
export function report(machine: Machine, options: CheckOptions, online: Online | null = null): SessionReport {
  return reportOf(survey(machine, options, trueTime(machine, online)), options, online);
}

function reportOf(found: Survey, options: CheckOptions, online: Online | null): SessionReport {
  const { world, winner, taken } = found;
  const { machine } = world;
  const judged = judge(found, online);
  const outcome = online?.outcome ?? null;
  const identity =
    outcome?.kind === 'ok' ? { account: outcome.account, arn: outcome.arn, userId: outcome.userId } : null;
  const perSdk = <T>(pick: (source: Found) => T) =>
    Object.fromEntries(SDKS.map((sdk) => [sdk, mapped(taken[sdk].found, pick)]));
  const made: SessionReport = {
    version: 1,
    now: iso(machine.now) ?? '',
    host: machine.host,
    profile: taken['aws-cli-v2'].choice.profile,
    state: judged.state,
    verdict: verdictOf(found, judged, online),
    expiresAt: iso(judged.expiresAt),
    remainingSeconds:
      judged.expiresAt === null ? null : Math.max(0, Math.floor((judged.expiresAt - world.now) / 1000)),
    winner: mapped(winner, nameOf),
    endless: winner?.endless ?? false,
    sources: found.sources.map((source) => rowOf(source, found, source === winner ? judged : source)),
    sdkOrder: perSdk((source) => source.name),
    sdkWinner: perSdk(nameOf),
    identity,
    clock: online?.clock ?? null,
    sts: outcome === null ? null : { outcome: outcome.kind, says: outcome.says },
    problems: [
      ...stsProblems(online),
      ...(judged.contradiction === null ? [] : [judged.contradiction]),
      ...found.problems,
    ],
    nextSteps: nextSteps(found, judged, online),
  };
  if (tooShort(made, options)) {
    made.problems.unshift(
      `The session is not shown to last ${duration(options.minRemainingSeconds ?? 0)}, as asked.`,
    );
  }
  return clean(made);
}

/** AWS judges ends by its own clock; this machine's counts only where it agrees. */
function trueTime(machine: Machine, online: Online | null): number {
  const clock = online?.clock ?? null;
  if (clock === null || Math.abs(clock.skewSeconds) <= clock.uncertaintySeconds + 1) return machine.now;
  return machine.now - clock.skewSeconds * 1000;
}

function rowOf(
  source: Found,
  { winner, taken }: Survey,
  judged: { state: Found['state']; expiresAt: number | null },
): SourceRow {
  const wins = source === winner;
  const own = source.profile === null || source.profile === taken['aws-cli-v2'].choice.profile;
  return {
    kind: source.kind,
    name: source.name,
    where: source.where,
    state: judged.state,
    expiresAt: iso(judged.expiresAt),
    wins,
    shadowedBy: wins || winner === null || !own || winner.via === source ? null : label(winner),
    problem: source.problem,
    refresh: source.refresh,
  };
}

function stsProblems(online: Online | null): string[] {
  if (online === null) return [];
  const said = online.outcome.kind === 'ok' || online.outcome.kind === 'expired' ? [] : [online.outcome.says];
  const { clock } = online;
  if (clock === null || !(clockIsOff(online) || Math.abs(clock.skewSeconds) - clock.uncertaintySeconds > 60))
    return said;
  const direction = clock.skewSeconds > 0 ? 'ahead of' : 'behind';
  return [...said, `This machine's clock is ${duration(clock.skewSeconds)} ${direction} the clock of AWS.`];
}

function tooShort(
  { state, remainingSeconds }: SessionReport,
  { minRemainingSeconds = 0 }: CheckOptions,
): boolean {
  return (
    (state === 'valid' || state === 'expiring') &&
    remainingSeconds !== null &&
    remainingSeconds < minRemainingSeconds
  );
}

function nameOf({ kind, name, where }: Found): SourceName {
  return { kind, name, where };
}

function mapped<T>(source: Found | null, pick: (source: Found) => T): T | null {
  return source === null ? null : pick(source);
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Every text of the report as one printable line without secrets. Commands come here safe or not at all. */
function clean(made: SessionReport): SessionReport {
  const lines = <T>(value: T): T => {
    if (typeof value === 'string') return plain(value, 1000) as T;
    if (Array.isArray(value)) return value.map(lines) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lines(inner)])) as T;
  };
  return lines(redactAll(made));
}
