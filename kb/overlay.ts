import { checkPages } from './check.ts';
import { REQUIRED_HEADINGS } from './error-page.ts';
import { RULE_HEADINGS } from './rule-page.ts';
import { MAX_PAGE } from './source.ts';
import { MAX_TEAM_PAGES, MAX_TEAM_TEXT, MAX_WORDINGS } from './team-limits.ts';
import { mergeAdditions } from './team-merge.ts';
import { parseTeamPage, type TeamPage } from './team-page.ts';
import { type Entry, type KnowledgeBase, nameOf, type Problem, type SourceFile } from './types.ts';

export interface Overlaid {
  kb: KnowledgeBase;
  /** `file` is the name of the source file as it was given; sorted by file and line. */
  problems: Problem[];
}

/**
 * Our knowledge base with a team's pages over it. A page of ours is never removed and never changed but by additions that
 * say so; names, spellings and sentences of ours stay ours. Whatever can be used of a page is used, and whatever is wrong
 * with it is in `problems`.
 * @param parse reads one page; a caller may remember what it gave for the same text
 */
export function overlay(
  kb: KnowledgeBase,
  files: readonly SourceFile[],
  parse: (file: SourceFile, kb: KnowledgeBase) => TeamPage = parseTeamPage,
): Overlaid {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const problems: Problem[] = [];
  const pages: TeamPage[] = [];
  let size = 0;
  for (const file of sorted) {
    // A file that is no page for its size alone costs the others nothing.
    if (file.text.length <= MAX_PAGE) size += file.text.length;
    const limit =
      pages.length >= MAX_TEAM_PAGES
        ? `more than ${MAX_TEAM_PAGES} pages of a team`
        : size > MAX_TEAM_TEXT
          ? `the pages of a team have more than ${MAX_TEAM_TEXT} characters together`
          : null;
    if (limit === null) pages.push(parse(file, kb));
    else problems.push({ file: file.name, line: 1, message: `${limit}; this one is not read` });
  }
  problems.push(...pages.flatMap((page) => page.problems));
  const desk = openDesk(kb, problems);
  const added = pages.filter(
    (page) => page.content?.kind === 'new' && addPage(desk, page, page.content.entry),
  );
  problems.push(...incomplete([...desk.entries.values()], added, kb));
  for (const page of pages) {
    if (page.content?.kind !== 'additions') continue;
    const { target } = page.content;
    const before = desk.entries.get(target);
    if (before === undefined) continue;
    const say = (place: string, message: string) =>
      problems.push({ file: page.file, line: page.lines.get(place) ?? 1, message });
    const entry = ownTexts(desk, page, page.content.entry, before);
    const after = mergeAdditions(before, { ...page.content, entry }, say);
    desk.entries.set(target, after);
    problems.push(...newComplaints(before, after, page, [...desk.entries.values()], kb));
  }
  problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return { kb: { ...kb, entries: [...desk.entries.values()] }, problems };
}

/** Who owns which name and which sentence, while pages are laid over each other. */
interface Desk {
  ours: ReadonlySet<Entry>;
  entries: Map<string, Entry>;
  names: Map<string, Entry>;
  /** Codes as logs show them, exact case. */
  spellings: Map<string, Entry>;
  wordings: Map<string, Entry>;
  /** Sentences of teams so far. */
  count: number;
  problems: Problem[];
}

function openDesk(kb: KnowledgeBase, problems: Problem[]): Desk {
  const desk: Desk = {
    ours: new Set(kb.entries),
    entries: new Map(),
    names: new Map(),
    spellings: new Map(),
    wordings: new Map(),
    count: 0,
    problems,
  };
  for (const entry of kb.entries) {
    desk.entries.set(nameOf(entry), entry);
    claim(desk, entry);
  }
  return desk;
}

function claim(desk: Desk, entry: Entry): void {
  const names = [nameOf(entry), ...entry.aliases, ...(entry.kind === 'error' ? entry.matches : [])];
  for (const name of names) desk.names.set(squeeze(name), entry);
  if (entry.kind === 'rule') return;
  for (const spelling of entry.matches) desk.spellings.set(spelling, entry);
  for (const { text } of entry.wordings) desk.wordings.set(squeeze(text), entry);
}

function addPage(desk: Desk, page: TeamPage, entry: Entry): boolean {
  const name = nameOf(entry);
  const owner = desk.names.get(squeeze(name));
  if (owner !== undefined) {
    const write = desk.ours.has(owner)
      ? `to add to it, write "amends: ${nameOf(owner)}" and only what is new`
      : 'keep one of the two';
    desk.problems.push({
      file: page.file,
      line: page.lines.get('code') ?? page.lines.get('id') ?? 1,
      message: `${name} is a name of the page of ${nameOf(owner)}; ${write}`,
    });
    return false;
  }
  const own = ownTexts(desk, page, entry, entry);
  claim(desk, own);
  desk.entries.set(name, own);
  return true;
}

/** The page without the names and sentences that belong to another. */
function ownTexts(desk: Desk, page: TeamPage, entry: Entry, target: Entry): Entry {
  const refuse = (place: string, what: string, owner: Entry) => {
    const whose = nameOf(owner) === nameOf(target) ? 'is there already' : `belongs to ${nameOf(owner)}`;
    desk.problems.push({
      file: page.file,
      line: page.lines.get(place) ?? 1,
      message: `${what} ${whose}; remove it`,
    });
    return false;
  };
  const free = (key: string, list: string[]) =>
    list.filter((name, at) => {
      if (name === nameOf(entry)) return key === 'matches';
      const owner = desk.names.get(squeeze(name)) ?? (list.indexOf(name) < at ? target : undefined);
      return owner === undefined || refuse(key, `the name "${name}"`, owner);
    });
  const aliases = free('aliases', entry.aliases);
  if (entry.kind === 'rule') {
    const own = { ...entry, aliases };
    claimTexts(desk, own, target);
    return own;
  }
  const matches = free('matches', entry.matches);
  const wordings = entry.wordings.filter(({ id, text }) => {
    const said = squeeze(text);
    const spelled = text.match(/[A-Za-z][A-Za-z0-9.]{2,63}/g)?.map((word) => desk.spellings.get(word)) ?? [];
    const owner =
      spelled.find((other) => other !== undefined && nameOf(other) !== nameOf(target)) ??
      desk.wordings.get(said) ??
      [...desk.wordings].find(
        ([known, other]) => said.includes(known) && nameOf(other) !== nameOf(target),
      )?.[1];
    if (owner !== undefined) return refuse(`#${id}`, `the wording "${text}", or a part of it,`, owner);
    desk.wordings.set(said, target);
    desk.count++;
    if (desk.count <= MAX_WORDINGS) return true;
    if (desk.count === MAX_WORDINGS + 1) {
      const message = `more than ${MAX_WORDINGS} wordings in all pages of a team; the rest is not searched for`;
      desk.problems.push({ file: page.file, line: page.lines.get(`#${id}`) ?? 1, message });
    }
    return false;
  });
  const own = { ...entry, aliases, matches, wordings };
  claimTexts(desk, own, target);
  return own;
}

function claimTexts(desk: Desk, { aliases }: Entry, owner: Entry): void {
  for (const alias of aliases) desk.names.set(squeeze(alias), owner);
}

/** What new pages lack, by the same check that our own pass. */
function incomplete(entries: readonly Entry[], added: readonly TeamPage[], kb: KnowledgeBase): Problem[] {
  if (added.length === 0) return [];
  const lines = new Map(added.map((page) => [page.file, page.lines]));
  return complaints(entries, lines, kb).filter(({ file }) => lines.has(file));
}

/** What the additions of a page brought about; each is looked at by itself, so that its problems are its own. */
function newComplaints(
  before: Entry,
  after: Entry,
  page: TeamPage,
  entries: readonly Entry[],
  kb: KnowledgeBase,
): Problem[] {
  const others = entries.filter((entry) => nameOf(entry) !== nameOf(after));
  const headings = [...REQUIRED_HEADINGS, ...RULE_HEADINGS].map((heading) => [heading, 1] as const);
  const lines = new Map([...headings, ...page.lines]);
  const look = (entry: Entry) => {
    const named = { ...entry, file: page.file };
    return complaints([...others, named], new Map([[page.file, lines]]), kb).filter(
      ({ file }) => file === page.file,
    );
  };
  const known = new Set(look(before).map(({ message }) => message));
  return look(after).filter(({ message }) => !known.has(message));
}

function complaints(
  entries: readonly Entry[],
  lines: ReadonlyMap<string, Map<string, number>>,
  kb: KnowledgeBase,
): Problem[] {
  const pages = [...entries, indexOf(entries)].map((entry) => ({
    entry,
    lines: lines.get(entry.file) ?? new Map<string, number>(),
    problems: [],
  }));
  return checkPages(pages, kb.signals);
}

/** Stands for the list of all entries, which leads to every page: one of a team is no orphan for not being named by ours. */
function indexOf(entries: readonly Entry[]): Entry {
  return {
    kind: 'rule',
    id: 'all-entries',
    file: 'index',
    title: 'All entries',
    verdict: 'All entries.',
    aliases: [],
    references: [],
    reviewed: '2026-01',
    severity: 'hint',
    errors: entries.map(nameOf),
    why: [],
    fix: [],
    fine: [],
    languages: [],
  };
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
