/** The report for the editor: Markdown in which nothing from the machine is obeyed. */

import { codeSpan, escapeMarkdown } from '../render/escape.ts';
import { redact } from '../render/redact.ts';
import { clockLine, endOf } from './text.ts';
import type { SessionReport, SourceRow } from './types.ts';
import { SDK_NAMES } from './words.ts';

const MOST_PROBLEMS = 30;

export function renderMarkdown(report: SessionReport): string {
  const { identity, nextSteps, problems, sdkWinner, sources } = report;
  const now = Date.parse(report.now);
  const parts = [
    `**${text(report.verdict)}**`,
    steps(nextSteps),
    list([
      `Machine: ${text(report.host)}`,
      `Looked at: ${text(`${report.now.slice(0, 19).replace('T', ' ')} UTC`)}`,
      `Profile: ${code(report.profile)}`,
      identity === null ? null : `Identity: ${code(identity.arn)}, account ${code(identity.account)}`,
      report.clock === null ? null : `Clock: ${text(clockLine(report))}`,
      `STS: ${text(report.sts === null ? 'not asked' : report.sts.says)}`,
    ]),
    '## Sources',
    sources.length === 0
      ? 'None found.'
      : table(
          ['', 'Source', 'Name', 'State', 'End', 'Where'],
          sources.map((row) => cells(row, now)),
        ),
    list(
      sources.flatMap((row) =>
        row.problem === null ? [] : [`${text(row.kind)} ${code(row.name)}: ${text(row.problem)}`],
      ),
    ),
    '## Who takes what',
    table(
      ['SDK', 'Source', 'Name'],
      Object.entries(sdkWinner).map(([sdk, winner]) => [
        text(SDK_NAMES[sdk] ?? sdk),
        text(winner?.kind ?? 'nothing'),
        winner === null ? '' : cellCode(winner.name),
      ]),
    ),
    ...(problems.length === 0 ? [] : ['## Problems', list(problems.slice(0, MOST_PROBLEMS).map(text))]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function steps(nextSteps: SessionReport['nextSteps']): string {
  return nextSteps
    .map(
      ({ text: says, command }, index) =>
        `${index + 1}. ${text(says)}${command === null ? '' : ` ${code(command)}`}`,
    )
    .join('\n');
}

function cells(row: SourceRow, now: number): string[] {
  const hidden = row.shadowedBy === null ? '' : `, hidden by ${text(row.shadowedBy)}`;
  return [
    row.wins ? 'wins' : '',
    text(row.kind),
    cellCode(row.name),
    text(row.state),
    text(endOf(row, now)),
    `${cellCode(row.where)}${hidden}`,
  ];
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function list(items: (string | null)[]): string {
  return items.flatMap((item) => (item === null ? [] : [`- ${item}`])).join('\n');
}

function text(value: string): string {
  return escapeMarkdown(redact(value));
}

function code(value: string): string {
  return codeSpan(redact(value));
}

/** In a table a bar ends the cell even inside a code span, so such a value becomes plain text. */
function cellCode(value: string): string {
  return value.includes('|') ? text(value) : code(value);
}
