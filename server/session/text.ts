/** The report for a terminal: one screen, verdict first, no colours. */

import { duration } from '../logs/times.ts';
import { plain } from '../render/escape.ts';
import { redact } from '../render/redact.ts';
import type { SessionReport, SourceRow } from './types.ts';
import { clockTime } from './words.ts';

const MOST_PROBLEMS = 12;

export function renderText(report: SessionReport): string {
  const lines = [
    oneLine(report.verdict),
    '',
    field('Machine', `${report.host}, ${report.now.slice(0, 19).replace('T', ' ')} UTC`),
    field('Profile', report.profile),
    ...(report.identity === null
      ? []
      : [field('Identity', `${report.identity.arn} (account ${report.identity.account})`)]),
    ...(report.clock === null ? [] : [field('Clock', clockLine(report))]),
    field('STS', report.sts === null ? 'not asked' : report.sts.says),
    '',
    ...sources(report),
    ...problems(report),
    ...report.nextSteps.flatMap((step, index) => [
      ...(index === 0 ? ['', 'Next'] : []),
      `  ${oneLine(step.text)}`,
      ...(step.command === null ? [] : [`    ${oneLine(step.command)}`]),
    ]),
  ];
  return redact(lines.join('\n'));
}

/** Reports are printable already; this holds for any that come from elsewhere. */
function oneLine(value: string): string {
  return plain(value, 1000);
}

function field(name: string, value: string): string {
  return `${name}: ${oneLine(value)}`;
}

export function clockLine({ clock }: SessionReport): string {
  if (clock === null) return 'not measured';
  const { skewSeconds, uncertaintySeconds, measuredAgainst } = clock;
  const about = `measured against ${measuredAgainst}, give or take ${uncertaintySeconds} s`;
  if (Math.abs(skewSeconds) <= uncertaintySeconds) return `right (${about})`;
  return `${Math.abs(skewSeconds) < 60 ? `${Math.abs(skewSeconds)} s` : duration(skewSeconds)} ${skewSeconds > 0 ? 'ahead' : 'behind'} (${about})`;
}

function sources({ sources: rows, now }: SessionReport): string[] {
  if (rows.length === 0) return ['Sources: none found'];
  const at = Date.parse(now);
  const heads = rows.map((row) =>
    [row.wins ? '>' : ' ', row.kind, row.name, row.state, endOf(row, at)].map(oneLine),
  );
  const widths = heads[0]?.map((_, column) =>
    Math.min(24, Math.max(...heads.map((head) => head[column]?.length ?? 0))),
  );
  return [
    'Sources, in the order of AWS CLI v2 (> wins)',
    ...rows.flatMap((row, index) => {
      const head = heads[index]?.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join('  ');
      return [`  ${head?.trimEnd()}`, ...details(row)];
    }),
  ];
}

function details(row: SourceRow): string[] {
  const hidden = row.shadowedBy === null ? '' : `, hidden by ${row.shadowedBy}`;
  return [
    ...(row.where === row.name && hidden === '' ? [] : [oneLine(`${row.where}${hidden}`)]),
    ...(row.problem === null ? [] : [oneLine(row.problem)]),
  ].map((line) => `      ${line}`);
}

/** `until 10:02:14 UTC`, `ended 10:02:14 UTC`, or nothing. */
export function endOf({ expiresAt, state }: SourceRow, now: number): string {
  if (expiresAt === null) return '';
  const ms = Date.parse(expiresAt);
  return `${state === 'expired' || ms <= now ? 'ended' : 'until'} ${clockTime(ms, now)}`;
}

function problems({ problems: said }: SessionReport): string[] {
  if (said.length === 0) return [];
  const more = said.length - MOST_PROBLEMS;
  return [
    '',
    'Problems',
    ...said.slice(0, MOST_PROBLEMS).map((one) => `  ${oneLine(one)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
