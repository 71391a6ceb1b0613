/** Durations as logs write them, in seconds. */

/** `3600`, `PT1H30M`, `90m`, `1h2m3s`, `1:02:03`, `6712s`, `250ms`, `2 hours`; null for anything else. */
export function durationOf(text: string, unit: 's' | 'ms' | 'min' | 'h' = 's'): number | null {
  const said = text.trim();
  const scale = { s: 1, ms: 0.001, min: 60, h: 3600 }[unit];
  if (/^-?\d+(?:\.\d+)?$/.test(said)) return Number(said) * scale;
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?$/.exec(said);
  if (clock !== null) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const parts = [
    ...said
      .replace(/^P(?:T)?/i, '')
      .matchAll(/(\d+(?:\.\d+)?)\s?(ms|milli\w*|d(?:ays?)?|h(?:ou)?(?:rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])/gi),
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
  h: 3600,
  m: 60,
  s: 1,
  mi: 60,
  da: 86_400,
  ho: 3600,
  hr: 3600,
  se: 1,
};

/** Lives of sessions that people ask for, in seconds; AWS's own limits and defaults among them. */
export const USUAL_LIVES: readonly number[] = [900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200];
