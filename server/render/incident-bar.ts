import type { Incident } from '../logs/incident.ts';
import { utc } from './verdict.ts';

const WIDTH = 60;

/**
 * The incident as two lines of characters, which any ticket shows: the session's life and the failures on one scale.
 * Null where the log gives no times to draw.
 */
export function incidentBar(incident: Incident): string | null {
  const { firstSeen, lastSeen, recoveredAt, session } = incident;
  if (firstSeen === null || lastSeen === null) return null;
  const known = [session.acquiredAt, session.expiresAt, firstSeen, lastSeen, recoveredAt].filter(
    (at) => at !== null,
  );
  const from = Math.min(...known);
  const to = Math.max(...known);
  if (to - from < 1000) return null;
  const column = (at: number) =>
    Math.min(WIDTH - 1, Math.max(0, Math.round(((at - from) / (to - from)) * (WIDTH - 1))));
  const rows: string[] = [`${utc(from)}${' '.repeat(Math.max(1, WIDTH - 36))}${utc(to)}`];
  if (session.expiresAt !== null) {
    const end = column(session.expiresAt);
    const start = session.acquiredAt === null ? 0 : column(session.acquiredAt);
    rows.push(`session  |${line([[start, Math.max(start, end), '=']], [[end, '|']])}|`);
  }
  const failing: [number, number, string][] = [[column(firstSeen), column(lastSeen), 'x']];
  rows.push(`failures |${line(failing, [])}|`);
  if (recoveredAt !== null) rows.push(`works    |${line([], [[column(recoveredAt), 'o']])}|`);
  return rows.join('\n');
}

function line(spans: readonly [number, number, string][], points: readonly [number, string][]): string {
  const cells = Array.from({ length: WIDTH }, () => ' ');
  for (const [start, end, mark] of spans) for (let at = start; at <= end; at++) cells[at] = mark;
  for (const [at, mark] of points) cells[at] = mark;
  return cells.join('');
}
