import { missingPages } from './check.ts';
import { PROBES } from './known.ts';
import { type KnowledgeBase, nameOf, type Problem } from './types.ts';

/** What the knowledge base cannot know by itself. */
export interface Surroundings {
  /** `YYYY-MM-DD` */
  today: string;
  /** Ids of the lifetimes that pages, program or table page show. */
  shownLifetimes: ReadonlySet<string>;
}

/**
 * What is asked of our own knowledge base as a whole, beyond what each page and team page has to keep: nothing of the
 * contract is missing, everything is used, sources can be looked up, and no review lies in the future.
 */
export function checkGraph(kb: KnowledgeBase, around: Surroundings): Problem[] {
  return [
    ...missingPages(kb),
    ...lonelyRules(kb),
    ...unusedProbes(kb),
    ...unusableSources(kb),
    ...unusedLifetimes(kb, around.shownLifetimes),
    ...futureReviews(kb, around.today),
  ];
}

function complain(file: string, message: string | false | null): Problem[] {
  return message ? [{ file, line: 1, message }] : [];
}

/** A rule that no error page recommends can be found by name only, and one whose errors do not answer leads nowhere. */
function lonelyRules(kb: KnowledgeBase): Problem[] {
  const askers = new Map<string, string[]>();
  for (const entry of kb.entries) {
    if (entry.kind === 'rule') continue;
    for (const rule of entry.fixes.flatMap((fix) => fix.rules))
      askers.set(rule, [...(askers.get(rule) ?? []), entry.code]);
  }
  return kb.entries.flatMap((entry) => {
    if (entry.kind === 'error') return [];
    const by = askers.get(entry.id) ?? [];
    if (by.length === 0)
      return complain(
        entry.file,
        `no fix names the rule ${entry.id}; add it to "rules:" of the fix it checks`,
      );
    return complain(
      entry.file,
      !by.some((code) => entry.errors.includes(code)) &&
        `none of the errors of ${entry.id} names it in a fix; ${by.join(', ')} does`,
    );
  });
}

function unusedProbes(kb: KnowledgeBase): Problem[] {
  const used = new Set(
    kb.entries.flatMap((entry) => (entry.kind === 'error' ? entry.diagnosis.map(({ probe }) => probe) : [])),
  );
  return PROBES.filter((probe) => !used.has(probe)).flatMap((probe) =>
    complain(
      'errors/ExpiredToken.md',
      `no step of a diagnosis names the probe "${probe}"; use it or delete it`,
    ),
  );
}

function unusableSources(kb: KnowledgeBase): Problem[] {
  const sources = [
    ...kb.lifetimes.map(({ id, source }) => ({ file: 'lifetimes.yaml', of: id, source })),
    ...kb.entries.flatMap((entry) =>
      entry.kind === 'error'
        ? entry.spellings.map(({ by, source }) => ({ file: entry.file, of: by, source }))
        : [],
    ),
  ];
  return [
    ...kb.entries.flatMap(({ file, references }) =>
      references.flatMap(({ url }) => complain(file, refused(url))),
    ),
    ...sources.flatMap(({ file, of, source }) => {
      const reason = source === undefined ? null : vague(source);
      return complain(file, reason === null ? null : `the source of "${of}": ${reason}`);
    }),
  ];
}

function unusedLifetimes(kb: KnowledgeBase, shown: ReadonlySet<string>): Problem[] {
  return kb.lifetimes
    .filter(({ id }) => !shown.has(id))
    .flatMap(({ id }) =>
      complain('lifetimes.yaml', `nothing shows the lifetime "${id}"; quote it or delete it`),
    );
}

function futureReviews(kb: KnowledgeBase, today: string): Problem[] {
  const dated = [
    ...kb.entries.map((entry) => ({ file: entry.file, name: nameOf(entry), reviewed: entry.reviewed })),
    ...kb.lifetimes.map(({ id, reviewed }) => ({ file: 'lifetimes.yaml', name: id, reviewed })),
  ];
  // Text that starts alike compares like the dates do; a month alone is before each of its days.
  return dated
    .filter(({ reviewed }) => reviewed > today)
    .flatMap(({ file, name, reviewed }) =>
      complain(file, `the review of ${name}, ${reviewed}, is in the future`),
    );
}

const PLACEHOLDER = /(?:^|\.)(?:example\.(?:com|org|net)|test|invalid|localhost|local|internal)$/;

/** Why this is no address of a public source; null when it is one. */
function refused(url: string): string | null {
  if (!URL.canParse(url)) return `"${url}" is no address`;
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:') return `"${url}" is not https`;
  if (port !== '' || !/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(hostname) || PLACEHOLDER.test(hostname))
    return `"${hostname}" is no public host`;
  return null;
}

/** Why nobody could look this source up; null where it names a page, a file, a repository or a package. */
function vague(source: string): string | null {
  if (/^https?:/.test(source)) return refused(source);
  if (/^npm:(?:@[a-z0-9-]+\/)?[a-z0-9.-]+$/.test(source)) return null;
  if (/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+(?::[\w@./-]+)?$/.test(source)) return null;
  const file = /[\w-]\.(?:cs|go|java|json|kt|md|py|rb|rs|ts)\b/.test(source);
  return file ? null : `"${source}" names no page; write https://…, owner/repository:path or npm:package`;
}
