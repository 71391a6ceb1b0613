import { readErrorPage } from './error-page.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { isItemId } from './items.ts';
import { suggestion } from './known.ts';
import { substituteFrom } from './lifetimes.ts';
import { type PageSource, readReferences, webHost } from './page.ts';
import { parsePage } from './parse.ts';
import type { ProseContext } from './prose.ts';
import { readRulePage } from './rule-page.ts';
import { cleanText, type Report, reporter, splitPage } from './source.ts';
import { boundTexts, hasInvisible, invisibleIn } from './team-limits.ts';
import {
  type Entry,
  type KnowledgeBase,
  nameOf,
  type Problem,
  type Reference,
  type SourceFile,
} from './types.ts';
import { parseYaml, type Value } from './yaml.ts';

/** A page that a team keeps beside its own code: a new page, or what it adds to one of ours. */
export interface TeamPage {
  /** The name under which it was given, whatever folder that is in. */
  file: string;
  problems: Problem[];
  /** 1-based lines of front matter keys (`code`), headings (`Causes`) and ids (`#its-id`). */
  lines: Map<string, number>;
  content: { kind: 'new'; entry: Entry } | Additions | null;
}

export interface Additions {
  kind: 'additions';
  /** Name of the page that it adds to. */
  target: string;
  /** That page with nothing but the additions in its lists. */
  entry: Entry;
  runbook: Reference | null;
  /** One line that a person may copy; nothing runs it. */
  refreshCommand: string | null;
}

const AMEND_ERROR = ['amends', 'aliases', 'references', 'wordings', 'runbook', 'refresh-command'];
const AMEND_RULE = ['amends', 'aliases', 'references', 'runbook'];
const MAX_FRONT_MATTER = 64 * 1024;
const MAX_COMMAND = 200;

/** One page, by what it says alone. Never throws; whatever is wrong is a problem with its line. */
export function parseTeamPage(source: SourceFile, kb: KnowledgeBase): TeamPage {
  const { problems, report } = reporter(source.name);
  const page: TeamPage = { file: source.name, problems, lines: new Map(), content: null };
  const name = /(?:^|\/)((?:errors|rules)\/[^/]+\.md)$/.exec(source.name)?.[1];
  if (name === undefined) {
    report(1, 'a page is a file errors/….md or rules/….md');
    return page;
  }
  try {
    const front = frontMatter(source.text);
    if (front.length > MAX_FRONT_MATTER) {
      report(1, `the front matter has ${front.length} characters; at most ${MAX_FRONT_MATTER} fit`);
      return page;
    }
    const yaml = frontMatterOf(source, () => {});
    if (yaml !== null && yaml.kind === 'map') {
      for (const [key, value] of yaml.entries) page.lines.set(key, value.line);
      for (const line of invisibleIn(yaml)) report(line, 'a value holds an invisible character; delete it');
      if (problems.length > 0) return page;
      if (yaml.entries.has('amends')) page.content = readAdditions(source, yaml, kb, page, report);
      else page.content = readNew({ name, text: source.text }, kb, page, report);
    } else {
      // The reading of a complete page says what is wrong with the file.
      problems.push(...renamed(parsePage({ name, text: source.text }, kb.lifetimes).problems, source.name));
    }
  } catch (error) {
    report(
      1,
      `the page cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown reason'}`,
    );
    page.content = null;
  }
  return page;
}

function readNew(source: SourceFile, kb: KnowledgeBase, page: TeamPage, report: Report): TeamPage['content'] {
  const { entry, lines, problems } = parsePage(source, kb.lifetimes);
  page.problems.push(...renamed(problems, page.file));
  for (const [id, line] of lines) page.lines.set(id, line);
  if (entry === null) return null;
  return { kind: 'new', entry: { ...boundTexts(entry, page.lines, report), file: page.file } };
}

function readAdditions(
  source: SourceFile,
  yaml: Value & { kind: 'map' },
  kb: KnowledgeBase,
  page: TeamPage,
  report: Report,
): Additions | null {
  const text = cleanText(source, report);
  const parts = text === null ? null : splitPage(text, report);
  if (parts === null || parseYaml(parts.yaml, parts.yamlLine, report) === null) return null;
  const asked = yaml.entries.get('amends');
  const target = asked?.kind === 'text' ? asked.text.trim() : '';
  const base = kb.entries.find((entry) => nameOf(entry) === target);
  if (base === undefined) {
    const near = suggestion(target, kb.entries.map(nameOf));
    report(asked?.line ?? 1, `"amends: ${target.slice(0, 80)}" names no page of the knowledge base${near}`);
    return null;
  }
  const keys = base.kind === 'error' ? AMEND_ERROR : AMEND_RULE;
  const fields = fieldsOf(yaml, `a page that amends ${target}`, keys, report);
  const silent = fieldsOf(yaml, '', keys, () => {});
  if (fields === null || silent === null) return null;
  const runbook = readRunbook(yaml.entries.get('runbook'), report);
  const refreshCommand =
    base.kind === 'error' ? readCommand(yaml.entries.get('refresh-command'), report) : null;
  const own = readReferences(optionally(silent, base), () => {});
  const hosts = [...base.references, ...own, ...(runbook === null ? [] : [runbook])].map(
    ({ url }) => new URL(url).host,
  );
  const pageSource: PageSource = {
    file: base.file,
    fields: optionally(fields, base),
    body: parts.body,
    context: contextOf(new Set(hosts), parts.bodyOffset, kb, page.lines, report),
    report,
    lines: page.lines,
  };
  const read = base.kind === 'error' ? readErrorPage(pageSource) : readRulePage(pageSource);
  if (read === null) return null;
  if (read.kind === 'rule' && read.languages.length > 0) {
    report(
      page.lines.get('Languages') ?? 1,
      'a page of a team cannot add examples to a rule of ours; delete this part',
    );
    read.languages = [];
  }
  const entry = boundTexts(read, page.lines, report);
  if (runbook === null && refreshCommand === null && isEmpty(entry, base) && page.problems.length === 0)
    report(
      asked?.line ?? 1,
      `the page adds nothing to ${target}; write "runbook:", or items under a heading such as "## Fixes"`,
    );
  return { kind: 'additions', target, entry, runbook, refreshCommand };
}

/** The keys of a complete page: what an addition leaves out is that of the page it adds to, what it may add is its own. */
function optionally(real: Fields, base: Entry): Fields {
  const { title, verdict, reviewed } = base;
  const told: Record<string, string> =
    base.kind === 'error'
      ? {
          title,
          verdict,
          reviewed,
          code: base.code,
          action: base.action,
          family: base.family,
          'raised-by': base.raisedBy,
        }
      : { title, verdict, reviewed, id: base.id, severity: base.severity };
  return {
    ...real,
    has: (key) => Object.hasOwn(told, key),
    text: (key) => told[key] ?? '',
    oneOf: (key, names) => names.find((name) => name === told[key]) ?? null,
    number: () => undefined,
    texts: (key) => (key === 'aliases' ? real.texts(key, { optional: true }) : []),
    maps: (key, keys) =>
      key === 'references' || key === 'wordings' ? real.maps(key, keys, { optional: true }) : [],
  };
}

function contextOf(
  hosts: ReadonlySet<string>,
  offset: number,
  kb: KnowledgeBase,
  lines: Map<string, number>,
  report: Report,
): ProseContext {
  return {
    report,
    offset,
    substitute: substituteFrom(kb.lifetimes, report),
    refuseLink(url) {
      const host = webHost(url);
      if (host === null) return `"${url.slice(0, 80)}" cannot be linked; a link is an https:// address`;
      return hosts.has(host)
        ? null
        : `no reference names ${host}; add the page to "references" or link one that is there`;
    },
    onId(id, line) {
      if (!isItemId(id)) report(line, `id "${id}" must be written in small letters, digits and hyphens`);
      const before = lines.get(`#${id}`);
      if (before === undefined) lines.set(`#${id}`, line);
      else report(line, `id "${id}" is already used on line ${before}; every id of a page is its own`);
    },
  };
}

function readRunbook(value: Value | undefined, report: Report): Reference | null {
  if (value === undefined) return null;
  const fields = fieldsOf(value, '"runbook"', ['title', 'url'], report);
  if (fields === null) return null;
  const [title, url] = [fields.text('title', { max: 120 }), fields.text('url', { model: 'https://…' })];
  if (title === '' || url === '') return null;
  const said = rawText(value, 'url');
  if (webHost(url) === null || !url.startsWith('https://') || /\s/.test(said)) {
    report(
      fields.lineOf('url'),
      `the runbook "${url.slice(0, 80)}" must be an https:// address without a user name, password or space`,
    );
    return null;
  }
  return { title, url: new URL(url).href };
}

function readCommand(value: Value | undefined, report: Report): string | null {
  if (value === undefined) return null;
  const said = value.kind === 'text' ? value.text.trim() : '';
  if (said === '' || said.length > MAX_COMMAND || said.includes('\n') || hasInvisible(said)) {
    report(
      value.line,
      `"refresh-command" must be one line of at most ${MAX_COMMAND} plain characters, such as "aws sso login --profile dev"`,
    );
    return null;
  }
  return said;
}

function rawText(value: Value, key: string): string {
  const inner = value.kind === 'map' ? value.entries.get(key) : undefined;
  return inner?.kind === 'text' ? inner.text.trim() : '';
}

function isEmpty(entry: Entry, base: Entry): boolean {
  // The name of the page itself always stands among its spellings.
  const own: Record<string, unknown> = { ...entry, matches: [], onlyWith: [], spellings: [] };
  const lists = Object.entries(own).filter(([, value]) => Array.isArray(value)) as [string, unknown[]][];
  return nameOf(entry) === nameOf(base) && lists.every(([, list]) => list.length === 0);
}

function frontMatterOf(source: SourceFile, report: Report): Value | null {
  const text = cleanText(source, report);
  const parts = text === null ? null : splitPage(text, report);
  return parts === null ? null : parseYaml(parts.yaml, parts.yamlLine, report);
}

function frontMatter(text: string): string {
  const end = /^\ufeff?---\r?\n/.test(text) ? text.search(/\n---\r?\n/) : -1;
  return end === -1 ? '' : text.slice(0, end);
}

function renamed(problems: readonly Problem[], file: string): Problem[] {
  return problems.map((problem) => ({ ...problem, file }));
}
