import { REQUIRED_HEADINGS } from './error-page.ts';
import { CAUSES, IDENTITIES, RULES, suggestion } from './known.ts';
import type { ParsedPage } from './parse.ts';
import { RULE_HEADINGS } from './rule-page.ts';
import { reporter } from './source.ts';
import {
  type Entry,
  type ErrorPage,
  type KnowledgeBase,
  nameOf,
  type Problem,
  type RulePage,
  type Signal,
} from './types.ts';

type Complain = (place: string | number, message: string) => void;

interface Graph {
  errors: Map<string, ErrorPage>;
  rules: Map<string, RulePage>;
  signals: Map<string, Signal>;
}

/** What no single page can see: gaps, names that lead nowhere, pages to which nothing leads, names used twice. */
export function checkPages(pages: readonly ParsedPage[], signals: readonly Signal[]): Problem[] {
  const problems: Problem[] = [];
  const usable = pages.filter((page): page is ParsedPage & { entry: Entry } => page.entry !== null);
  const entries = usable.map(({ entry }) => entry);
  const graph: Graph = {
    errors: new Map(
      entries.flatMap((entry) => (entry.kind === 'error' ? [[entry.code, entry] as const] : [])),
    ),
    rules: new Map(entries.flatMap((entry) => (entry.kind === 'rule' ? [[entry.id, entry] as const] : []))),
    signals: new Map(signals.map((signal) => [signal.id, signal])),
  };
  const linked = new Set(entries.flatMap(targets));
  for (const { entry, lines } of usable) {
    const found = reporter(entry.file);
    const complain: Complain = (place, message) =>
      found.report(typeof place === 'number' ? place : (lines.get(place) ?? 1), message);
    if (entry.references.length === 0)
      complain(1, 'the page names no reference; write at least one title and url');
    if (entry.kind === 'error') checkError(entry, graph, lines, complain);
    else checkRule(entry, graph, lines, complain);
    if (!linked.has(nameOf(entry)) && entries.length > 1) {
      complain(
        1,
        `no other page leads to ${nameOf(entry)}; name it under "## Neighbours", in "rules:" of a fix or in "errors:" of a rule`,
      );
    }
    problems.push(...found.problems);
  }
  return [
    ...problems,
    ...usedTwice(entries),
    ...unusedSignals(entries, signals),
    ...undefinedCauses(entries),
  ];
}

function checkError(page: ErrorPage, graph: Graph, lines: Map<string, number>, complain: Complain): void {
  for (const heading of REQUIRED_HEADINGS)
    if (!lines.has(heading)) complain(1, `the page has no "## ${heading}"; write it`);
  const empty = (heading: string, list: readonly unknown[], write: string) => {
    if (lines.has(heading) && list.length === 0)
      complain(heading, `"## ${heading}" is empty; write ${write}`);
  };
  empty('Meaning', page.meaning, 'a paragraph that says what happened');
  empty('Causes', page.causes, '"### What went wrong {#its-id}"');
  empty('Diagnosis', page.diagnosis, '"### What to look at {#its-id}"');
  empty('Fixes', page.fixes, '"### What to do {#its-id}" with "causes: …"');
  empty(
    'Wrong fixes',
    page.wrongFixes,
    '"### What does not help {#its-id}" with "wrong:", "better:" and "why:"',
  );
  empty('Neighbours', page.neighbours, '"### OtherCode" with "question:", "here:" and "there:"');
  if (page.spellings.length === 0)
    complain(1, 'the front matter has no "spellings"; write who prints the error, and how');
  for (const role of ['match', 'other'] as const) {
    if (lines.has('Examples') && !page.examples.some((example) => example.role === role)) {
      const what =
        role === 'match'
          ? 'a text in which the error must be found'
          : 'a look-alike in which it must not be found';
      complain('Examples', `"## Examples" has no \`\`\`log ${role}; write ${what}`);
    }
  }
  const fixed = new Set(page.fixes.flatMap(({ causes }) => causes));
  for (const cause of page.causes) {
    if (cause.id === '') continue; // reported where it was read
    const at = `#${cause.id}`;
    if (cause.for.length === 0)
      complain(at, `cause "${cause.id}" has no "for:"; name the signals that speak for it`);
    for (const signal of [...cause.for, ...cause.against]) {
      if (!graph.signals.has(signal))
        complain(at, `signal "${signal}" is not in signals.yaml${suggestion(signal, graph.signals.keys())}`);
    }
    if (!fixed.has(cause.id))
      complain(at, `no fix names cause "${cause.id}"; add it to "causes:" of one under "## Fixes"`);
  }
  const causeIds = page.causes.map(({ id }) => id);
  for (const fix of page.fixes) {
    if (fix.causes.length === 0)
      complain(`#${fix.id}`, `fix "${fix.id}" has no "causes:"; name the causes that it removes`);
    for (const id of fix.causes) {
      if (!causeIds.includes(id))
        complain(`#${fix.id}`, `"${id}" is no cause of this page${suggestion(id, causeIds)}`);
    }
    for (const id of fix.rules) dangling(`#${fix.id}`, id, graph.rules, RULES, complain);
  }
  for (const { id } of page.neighbours) {
    if (id === page.code) complain('Neighbours', `${id} is this page itself; name another error`);
    else if (id !== '') dangling('Neighbours', id, graph.errors, IDENTITIES, complain);
  }
}

function checkRule(page: RulePage, graph: Graph, lines: Map<string, number>, complain: Complain): void {
  for (const heading of RULE_HEADINGS)
    if (!lines.has(heading)) complain(1, `the page has no "## ${heading}"; write it`);
  const parts = { Why: page.why, Fix: page.fix, 'When it is fine': page.fine, Languages: page.languages };
  for (const [heading, list] of Object.entries(parts)) {
    if (lines.has(heading) && list.length === 0) complain(heading, `"## ${heading}" is empty; write it`);
  }
  if (page.errors.length === 0)
    complain(1, 'the rule names no error; write "errors: [ExpiredToken]", or whichever the code will meet');
  for (const code of page.errors) dangling(1, code, graph.errors, IDENTITIES, complain);
  for (const { id, snippets } of page.languages) {
    for (const role of ['bad', 'good'] as const) {
      if (!snippets.some((snippet) => snippet.role === role))
        complain(`language ${id}`, `"${id}" has no \`\`\`${id} ${role} example; write one`);
    }
    const first = snippets.findIndex(({ role }) => role === 'fixed');
    if (first !== -1 && !snippets.slice(0, first).some(({ role }) => role === 'bad')) {
      complain(
        `language ${id}`,
        'a fixed example follows the bad one that it repairs; put the bad one first',
      );
    }
  }
}

function dangling(
  place: string | number,
  id: string,
  pages: ReadonlyMap<string, Entry>,
  known: readonly string[],
  complain: Complain,
): void {
  if (pages.has(id) || known.includes(id)) return;
  complain(place, `"${id}" has no page${suggestion(id, [...pages.keys(), ...known])}`);
}

function targets(entry: Entry): string[] {
  if (entry.kind === 'rule') return entry.errors;
  const rules = entry.fixes.flatMap((fix) => fix.rules);
  return [...entry.neighbours.map(({ id }) => id), ...rules].filter((name) => name !== entry.code);
}

/** Names, spellings and wordings of which the program could not tell whose they are. */
function usedTwice(entries: readonly Entry[]): Problem[] {
  const problems: Problem[] = [];
  const claim = (owners: Map<string, Entry>, key: string, entry: Entry, what: string) => {
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, entry);
    else
      problems.push({
        file: entry.file,
        line: 1,
        message: `${what} belongs to ${owner === entry ? 'this page twice' : owner.file}; remove one`,
      });
  };
  const [names, matches, wordings] = [
    new Map<string, Entry>(),
    new Map<string, Entry>(),
    new Map<string, Entry>(),
  ];
  for (const entry of entries) claim(names, nameOf(entry).toLowerCase(), entry, `the name ${nameOf(entry)}`);
  for (const entry of entries) {
    for (const alias of entry.aliases) claim(names, alias.toLowerCase(), entry, `the alias "${alias}"`);
    if (entry.kind === 'rule') continue;
    for (const spelling of entry.matches) claim(matches, spelling, entry, `the spelling ${spelling}`);
    for (const { text } of entry.wordings)
      claim(wordings, text.toLowerCase(), entry, `the wording "${text}"`);
  }
  return problems;
}

function unusedSignals(entries: readonly Entry[], signals: readonly Signal[]): Problem[] {
  const causes = entries.flatMap((entry) => (entry.kind === 'error' ? entry.causes : []));
  const used = new Set(causes.flatMap((cause) => [...cause.for, ...cause.against]));
  return signals
    .filter(({ id }) => !used.has(id))
    .map(({ id }) => ({
      file: 'signals.yaml',
      line: 1,
      message: `no cause names signal "${id}"; use it or delete it`,
    }));
}

/** `diagnose` reports these causes, so some page has to explain them. */
function undefinedCauses(entries: readonly Entry[]): Problem[] {
  const defined = new Set(
    entries.flatMap((entry) => (entry.kind === 'error' ? entry.causes.map(({ id }) => id) : [])),
  );
  return CAUSES.filter((id) => !defined.has(id)).map((id) => ({
    file: 'errors/ExpiredToken.md',
    line: 1,
    message: `no page defines cause "${id}"; write "### … {#${id}}" under "## Causes"`,
  }));
}

/** Names of the public contract that have no page yet. */
export function missingPages(kb: KnowledgeBase): Problem[] {
  const names = new Set(kb.entries.map(nameOf));
  const missing = (known: readonly string[], folder: string) =>
    known
      .filter((name) => !names.has(name))
      .map((name) => ({
        file: `${folder}/${name}.md`,
        line: 1,
        message: `${name} has no page; write this file, kb/FORMAT.md says how`,
      }));
  return [...missing(IDENTITIES, 'errors'), ...missing(RULES, 'rules')];
}
