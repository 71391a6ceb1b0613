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

/** Risky code in one file, in order. A rule that fails is logged and the others still speak. */
export async function scanCode(
  file: CodeFile,
  rules: readonly Rule[],
  grammars: Grammars,
  log: Log,
): Promise<CodeScan> {
  const wanted = rules.filter((rule) => concerns(rule, file));
  if (wanted.length === 0) return { kind: 'scanned', findings: [] };
  const result = await withSource(file, grammars, (source) =>
    wanted.flatMap((rule) => culpritsOf(rule, source, log).map((culprit) => toFinding(rule, culprit))),
  );
  if (result.kind === 'skipped') return result;
  return { kind: 'scanned', findings: result.value.sort((a, b) => a.start - b.start || a.end - b.end) };
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
  const wanted = rules.filter((rule) => concerns(rule, file));
  if (wanted.length === 0) return [];
  const result = await withSource(file, grammars, (source) =>
    wanted.flatMap((rule) =>
      culpritsOf(rule, source, log)
        .filter((culprit) => culprit.start <= span.end && span.start <= culprit.end)
        .flatMap((culprit) => {
          const finding = toFinding(rule, culprit);
          return attempt(rule, source, log, () => rule.fixes(source, culprit)).map((fix) => ({
            fix,
            finding,
          }));
        }),
    ),
  );
  return result.kind === 'skipped' ? [] : result.value;
}

/** Cheap: decides without parsing. */
function concerns(rule: Rule, { text, language }: CodeFile): boolean {
  return rule.languages.includes(language) && rule.keywords.some((keyword) => text.includes(keyword));
}

async function withSource<T>(
  file: CodeFile,
  grammars: Grammars,
  use: (source: Source) => T,
): Promise<{ kind: 'done'; value: T } | Extract<CodeScan, { kind: 'skipped' }>> {
  const parsed = await grammars.parse(file.text, file.language);
  if (parsed.kind === 'skipped') return parsed;
  try {
    return { kind: 'done', value: use({ ...file, tree: parsed.tree, root: parsed.tree.rootNode }) };
  } finally {
    parsed.tree.delete();
  }
}

function culpritsOf(rule: Rule, source: Source, log: Log): Culprit[] {
  const off = suppressions(source.text);
  return attempt(rule, source, log, () => rule.detect(source)).filter((culprit) => !off(rule.id, culprit));
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
