import { plain } from '../render/escape.ts';
import { redact } from '../render/redact.ts';
import type { Fix, RiskFinding, Span } from '../types.ts';
import { suppressions } from './suppress.ts';
import type { Grammars, SkipReason } from './tree.ts';
import type { Culprit, LanguageId, Rule, Source } from './types.ts';

export interface CodeFile {
  text: string;
  language: LanguageId;
  /** As the user knows it, with forward slashes, relative to the workspace where there is one. */
  path: string;
}

export type CodeScan =
  | { kind: 'scanned'; findings: RiskFinding[] }
  | { kind: 'skipped'; reason: SkipReason; says: string };

export type Log = (line: string) => void;

/** A finding and what can be done about it. */
export interface Offer {
  finding: RiskFinding;
  fixes: Fix[];
}

export type CodeScanWithFixes = { kind: 'scanned'; offers: Offer[] } | Extract<CodeScan, { kind: 'skipped' }>;

/** Risky code in one file, in order. A rule that fails is logged and the others still speak. */
export async function scanCode(
  file: CodeFile,
  rules: readonly Rule[],
  grammars: Grammars,
  log: Log,
): Promise<CodeScan> {
  const result = await inspect(file, rules, grammars, log, () => false);
  return result.kind === 'skipped'
    ? result
    : { kind: 'scanned', findings: result.offers.map(({ finding }) => finding) };
}

/** The same with every fix; the file is parsed once. */
export function scanWithFixes(
  file: CodeFile,
  rules: readonly Rule[],
  grammars: Grammars,
  log: Log,
): Promise<CodeScanWithFixes> {
  return inspect(file, rules, grammars, log, () => true);
}

/**
 * The changes offered for what `rules` find at `span` in the text as it is now.
 * A file that cannot be parsed has none; that it was skipped is said by `scanCode`.
 */
export async function fixesAt(
  file: CodeFile,
  rules: readonly Rule[],
  span: Span,
  grammars: Grammars,
  log: Log,
): Promise<{ fix: Fix; finding: RiskFinding }[]> {
  const overlaps = (culprit: Culprit) => culprit.start <= span.end && span.start <= culprit.end;
  const result = await inspect(file, rules, grammars, log, overlaps);
  if (result.kind === 'skipped') return [];
  return result.offers.flatMap(({ finding, fixes }) => fixes.map((fix) => ({ fix, finding })));
}

async function inspect(
  file: CodeFile,
  rules: readonly Rule[],
  grammars: Grammars,
  log: Log,
  wantsFixes: (culprit: Culprit) => boolean,
): Promise<CodeScanWithFixes> {
  const wanted = rules.filter((rule) => concerns(rule, file));
  if (wanted.length === 0) return { kind: 'scanned', offers: [] };
  const parsed = await grammars.parse(file.text, file.language);
  if (parsed.kind === 'skipped') return parsed;
  try {
    const source: Source = { ...file, tree: parsed.tree, root: parsed.tree.rootNode };
    const off = suppressions(file.text);
    const offers = wanted.flatMap((rule) =>
      attempt(rule, source, log, () => rule.detect(source))
        .filter((culprit) => !off(rule.id, culprit))
        .map((culprit) => ({
          finding: toFinding(rule, culprit),
          fixes: wantsFixes(culprit) ? attempt(rule, source, log, () => rule.fixes(source, culprit)) : [],
        })),
    );
    return { kind: 'scanned', offers: offers.sort((a, b) => byPlace(a.finding, b.finding)) };
  } finally {
    parsed.tree.delete();
  }
}

function byPlace(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}

/** Cheap: decides without parsing. */
function concerns(rule: Rule, { text, language }: CodeFile): boolean {
  return rule.languages.includes(language) && rule.keywords.some((keyword) => text.includes(keyword));
}

function attempt<T>(rule: Rule, source: Source, log: Log, run: () => T[]): T[] {
  try {
    return run();
  } catch (error) {
    log(
      redact(
        `rule ${rule.id} failed on ${source.path}: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
    return [];
  }
}

function toFinding(rule: Rule, { start, end, message, related, severity }: Culprit): RiskFinding {
  const clean = (text: string) => plain(redact(text));
  return {
    kind: 'risk',
    code: rule.id,
    entry: rule.id,
    severity: severity ?? 'warning',
    start,
    end,
    message: clean(message),
    related: related.map((place) => ({ ...place, message: clean(place.message) })),
  };
}
