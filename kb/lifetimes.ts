import { humanDuration } from './duration.ts';
import { fieldsOf } from './fields.ts';
import { suggestion } from './known.ts';
import type { Report } from './source.ts';
import type { Lifetime } from './types.ts';
import { parseYaml } from './yaml.ts';

const KEYS = ['group', 'what', 'min', 'default', 'max', 'note', 'source', 'reviewed'] as const;
/** Groups of the table page, in its order. */
export const LIFETIME_GROUPS = ['session', 'sign-in', 'refresh', 'signing', 'platform', 'waiting'] as const;
export type LifetimeGroup = (typeof LIFETIME_GROUPS)[number];

type Grouped = Lifetime & { group?: LifetimeGroup };

/** Where the table page shows it; null where the file does not say. */
export function groupOf(lifetime: Grouped): LifetimeGroup | null {
  return LIFETIME_GROUPS.find((group) => group === lifetime.group) ?? null;
}

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** `lifetimes.yaml`: one map entry per duration or limit, in seconds. */
export function parseLifetimes(text: string, report: Report): Grouped[] {
  const root = parseYaml(text, 1, report);
  if (root === null) return [];
  if (root.kind !== 'map') {
    report(
      root.line,
      'lifetimes must be a map: "name:" and below it what, min, default, max, source, reviewed',
    );
    return [];
  }
  return [...root.entries].flatMap(([id, value]) => {
    if (!ID.test(id)) report(value.line, `"${id}" must be written in small letters, digits and hyphens`);
    const fields = fieldsOf(value, `lifetime "${id}"`, KEYS, report);
    if (fields === null) return [];
    const group = fields.has('group') ? fields.oneOf('group', LIFETIME_GROUPS) : null;
    const lifetime: Grouped = {
      id,
      ...(group === null ? {} : { group }),
      what: fields.text('what'),
      ...present('min', fields.number('min')),
      ...present('default', fields.number('default')),
      ...present('max', fields.number('max')),
      ...(fields.has('note') ? { note: fields.text('note') } : {}),
      source: fields.text('source'),
      reviewed: fields.text('reviewed', { model: '2026-08' }),
    };
    const { min, default: usual, max } = lifetime;
    if (min === undefined && usual === undefined && max === undefined) {
      report(value.line, `lifetime "${id}" has no number; write min, default or max in seconds`);
    }
    const known = [min, usual, max].filter((number): number is number => number !== undefined);
    if (known.some((number, at) => at > 0 && number < (known[at - 1] ?? 0))) {
      report(value.line, `lifetime "${id}": min, default and max must not decrease`);
    }
    if (lifetime.reviewed !== '' && !isDate(lifetime.reviewed, true)) {
      report(
        fields.lineOf('reviewed'),
        `"reviewed: ${lifetime.reviewed}" is no date; write it like 2026-08 or 2026-08-14`,
      );
    }
    return [lifetime];
  });
}

function present(key: 'min' | 'default' | 'max', value: number | undefined): Partial<Lifetime> {
  return value === undefined ? {} : { [key]: value };
}

/** @param month whether a month without a day will do */
export function isDate(text: string, month = false): boolean {
  const match = /^(\d{4}-\d{2})(-\d{2})?$/.exec(text);
  if (match === null || (!month && match[2] === undefined)) return false;
  const day = `${match[1]}${match[2] ?? '-01'}`;
  const millis = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(day);
}

/** Replaces `{{name.default}}` by "1 hour" and `{{name.default.seconds}}` by "3600". Anything unknown is reported and stays. */
export type Substitute = (text: string, line: number) => string;

export function substituteFrom(lifetimes: readonly Lifetime[], report: Report): Substitute {
  const byId = new Map(lifetimes.map((lifetime) => [lifetime.id, lifetime]));
  return (text, line) =>
    text.replace(/\{\{([^{}]{0,80})\}\}/g, (whole, inside: string) => {
      const match = /^([a-z0-9-]+)\.(min|default|max)(\.seconds)?$/.exec(inside);
      if (match === null) {
        report(
          line,
          `"${whole}" is no number; write {{name.min}}, {{name.default}} or {{name.max}}, with ".seconds" for digits`,
        );
        return whole;
      }
      const [, id = '', part = '', digits] = match;
      const lifetime = byId.get(id);
      if (lifetime === undefined) {
        report(line, `"${id}" is not in lifetimes.yaml${suggestion(id, byId.keys())}`);
        return whole;
      }
      const seconds = lifetime[part as 'min' | 'default' | 'max'];
      if (seconds === undefined) {
        report(line, `"${id}" has no "${part}" in lifetimes.yaml`);
        return whole;
      }
      return digits === undefined ? humanDuration(seconds) : String(seconds);
    });
}
