import { FIGURES } from '../../kb/figures.ts';

/** Durations as logs write them, in seconds. */

const { min: SHORTEST, default: HOUR, max: LONGEST } = FIGURES['assume-role'];

/** `3600`, `PT1H30M`, `90m`, `1h2m3s`, `1:02:03`, `6712s`, `250ms`, `2 hours`; null for anything else. */
export function durationOf(text: string, unit: 's' | 'ms' | 'min' | 'h' = 's'): number | null {
  const said = text.trim();
  const scale = { s: 1, ms: 0.001, min: 60, h: HOUR }[unit];
  if (/^-?\d+(?:\.\d+)?$/.test(said)) return Number(said) * scale;
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?$/.exec(said);
  if (clock !== null) return Number(clock[1] ?? 0) * HOUR + Number(clock[2]) * 60 + Number(clock[3]);
  const parts = [
    ...said
      .replace(/^P(?:T)?/i, '')
      .matchAll(
        /(\d+(?:\.\d+)?)\s?(ms|milli\w*|d(?:ays?)?|h(?:ou)?(?:rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])/gi,
      ),
  ];
  if (parts.length === 0) return null;
  let seconds = 0;
  for (const [, number, name] of parts)
    seconds +=
      Number(number) *
      (UNITS[(name ?? '').toLowerCase().slice(0, 2)] ?? UNITS[(name ?? '').toLowerCase()[0] ?? ''] ?? 0);
  return seconds;
}
const UNITS: Record<string, number> = {
  ms: 0.001,
  d: 86_400,
  h: HOUR,
  m: 60,
  s: 1,
  mi: 60,
  da: 86_400,
  ho: HOUR,
  hr: HOUR,
  se: 1,
};

/** Lives of sessions that people ask for, in seconds; AWS's own limits and defaults among them. */
export const USUAL_LIVES: readonly number[] = [
  SHORTEST,
  2 * SHORTEST,
  ...[1, 2, 3, 4, 6, 8].map((hours) => hours * HOUR),
  LONGEST,
];

/** Rather less than the shortest session: what waits or lives so long can outlive one. */
export const ALMOST_A_LIFE = SHORTEST - 60;
