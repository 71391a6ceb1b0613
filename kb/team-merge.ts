import type { Additions } from './team-page.ts';
import type { Block, Entry, ErrorPage, Reference, Remedy, RulePage } from './types.ts';

type Say = (place: string, message: string) => void;

/** `base` with the additions behind what it has; the team's runbook and its way to refresh come first. */
export function mergeAdditions(base: Entry, { entry, runbook, refreshCommand }: Additions, say: Say): Entry {
  const used = idsOf(base);
  const fresh = <T extends { id?: string }>(list: T[]): T[] =>
    list.filter(({ id }) => {
      if (id === undefined || id === '') return true;
      if (!used.has(id)) {
        used.add(id);
        return true;
      }
      say(`#${id}`, `id "${id}" is already used on the page; choose another, the one that is there stays`);
      return false;
    });
  const references = [...(runbook === null ? [] : [runbook]), ...base.references, ...entry.references];
  const aliases = [...base.aliases, ...entry.aliases];
  const own = runbook === null ? {} : { runbook };
  const intro = runbook === null ? [] : [runbookLine(runbook)];
  if (base.kind === 'rule' || entry.kind === 'rule') {
    if (base.kind !== 'rule' || entry.kind !== 'rule') return base;
    return { ...base, ...mergeRule(base, entry, intro), ...own, references, aliases };
  }
  const both = <K extends ListKey>(key: K) =>
    [...base[key], ...fresh(entry[key] as { id?: string }[])] as ErrorPage[K];
  const refresh = refreshCommand === null ? [] : fresh([refreshWith(refreshCommand, base, used)]);
  return {
    ...base,
    ...own,
    references,
    aliases,
    matches: base.matches,
    wordings: both('wordings'),
    meaning: [...intro, ...base.meaning, ...entry.meaning],
    causes: both('causes'),
    diagnosis: both('diagnosis'),
    fixes: [...refresh, ...both('fixes')],
    wrongFixes: both('wrongFixes'),
    neighbours: [...base.neighbours, ...newNeighbours(base, entry, say)],
    examples: [...base.examples, ...entry.examples],
    cases: both('cases'),
    audits: both('audits'),
    shortcuts: both('shortcuts'),
    timeline: both('timeline'),
    tools: both('tools'),
    verification: both('verification'),
    prevention: both('prevention'),
    tip: both('tip'),
  };
}

type ListKey =
  | 'wordings'
  | 'causes'
  | 'diagnosis'
  | 'fixes'
  | 'wrongFixes'
  | 'cases'
  | 'audits'
  | 'shortcuts'
  | 'timeline'
  | 'tools'
  | 'verification'
  | 'prevention'
  | 'tip';

function mergeRule(base: RulePage, entry: RulePage, intro: Block[]): Partial<RulePage> {
  const [first, ...rest] = base.why;
  return {
    // A hover shows the first paragraph, which stays ours.
    why: [...(first === undefined ? [] : [first]), ...intro, ...rest, ...entry.why],
    fix: [...base.fix, ...entry.fix],
    fine: [...base.fine, ...entry.fine],
  };
}

function runbookLine({ title, url }: Reference): Block {
  return { p: [{ strong: ['Runbook of your team:'] }, ' ', { url, text: [title] }] };
}

function refreshWith(command: string, base: ErrorPage, used: ReadonlySet<string>): Remedy {
  let id = 'team-refresh';
  for (let count = 2; used.has(id); count++) id = `team-refresh-${count}`;
  return {
    id,
    title: `Refresh as your team does: ${command}`,
    body: [{ code: command, lang: 'sh' }],
    causes: base.causes.map((cause) => cause.id),
    rules: [],
  };
}

function newNeighbours(base: ErrorPage, entry: ErrorPage, say: Say): ErrorPage['neighbours'] {
  const known = new Set(base.neighbours.map(({ id }) => id));
  return entry.neighbours.filter(({ id }) => {
    if (!known.has(id)) {
      known.add(id);
      return true;
    }
    say('Neighbours', `the neighbour ${id} is there already; remove it`);
    return false;
  });
}

/** Every id that stands anywhere in a page. */
function idsOf(value: unknown, ids = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) idsOf(item, ids);
  else if (value !== null && typeof value === 'object') {
    const { id } = value as { id?: unknown };
    if (typeof id === 'string') ids.add(id);
    for (const inner of Object.values(value)) idsOf(inner, ids);
  }
  return ids;
}
