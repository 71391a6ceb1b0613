import { checkPages } from './check.ts';
import { parseLifetimes } from './lifetimes.ts';
import { parsePage } from './parse.ts';
import { parseSignals } from './signals.ts';
import { cleanText, type Report, reporter } from './source.ts';
import { type KnowledgeBase, nameOf, type Problem, type SourceFile } from './types.ts';

export interface Loaded {
  kb: KnowledgeBase;
  /** Empty when everything is in order; sorted by file and line. */
  problems: Problem[];
}

/**
 * The knowledge base from its files: `errors/*.md`, `rules/*.md`, `lifetimes.yaml`, `signals.yaml`; other names are not
 * looked at. Whatever can be used is in `kb`; whatever is wrong is in `problems`. One broken page costs only itself.
 */
export function loadKnowledgeBase(files: readonly SourceFile[]): Loaded {
  const problems: Problem[] = [];
  const shared = <T>(name: string, read: (text: string, report: Report) => T[]): T[] => {
    const file = files.find((candidate) => candidate.name === name);
    const found = reporter(name);
    if (file === undefined) found.report(1, 'the file is missing; write it, kb/FORMAT.md says how');
    const text = file === undefined ? null : cleanText(file, found.report);
    const values = text === null ? [] : read(text, found.report);
    problems.push(...found.problems);
    return values;
  };
  const lifetimes = shared('lifetimes.yaml', parseLifetimes);
  const signals = shared('signals.yaml', parseSignals);
  const pages = files
    .filter(({ name }) => /^(?:errors|rules)\//.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((file) => parsePage(file, lifetimes));
  problems.push(...pages.flatMap((page) => page.problems), ...checkPages(pages, signals));
  const seen = new Set<string>();
  const entries = pages.flatMap(({ entry }) => {
    // Of two pages with one name the first stays; the second has been reported.
    if (entry === null || seen.has(nameOf(entry).toLowerCase())) return [];
    seen.add(nameOf(entry).toLowerCase());
    return [entry];
  });
  problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return { kb: { version: 1, entries, signals, lifetimes }, problems };
}
