import { readErrorPage } from './error-page.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { isItemId } from './items.ts';
import { substituteFrom } from './lifetimes.ts';
import { type PageSource, readReferences, webHost } from './page.ts';
import type { ProseContext } from './prose.ts';
import { readRulePage } from './rule-page.ts';
import { cleanText, type Report, reporter, splitPage } from './source.ts';
import type { Entry, Lifetime, Problem, SourceFile } from './types.ts';
import { parseYaml } from './yaml.ts';

/** A page and where its items stand, for messages of checks that look at several pages. */
export interface ParsedPage {
  /** Null when the page cannot be used at all. */
  entry: Entry | null;
  /** Lines of ids (`causes` and `#cause-id`); 1-based. */
  lines: Map<string, number>;
  problems: Problem[];
}

/** One page, from its path inside `kb/` and its text. Never throws; whatever is wrong is a problem with file and line. */
export function parsePage(source: SourceFile, lifetimes: readonly Lifetime[]): ParsedPage {
  const { problems, report } = reporter(source.name);
  const lines = new Map<string, number>();
  const failed = { entry: null, lines, problems };
  const kind = /^errors\/[^/]+\.md$/.test(source.name)
    ? 'error'
    : /^rules\/[^/]+\.md$/.test(source.name)
      ? 'rule'
      : null;
  if (kind === null) {
    report(1, 'a page is errors/<Code>.md or rules/<rule-id>.md');
    return failed;
  }
  try {
    const text = cleanText(source, report);
    const parts = text === null ? null : splitPage(text, report);
    if (parts === null) return failed;
    const yaml = parseYaml(parts.yaml, parts.yamlLine, report);
    const keys = kind === 'error' ? ERROR_KEYS : RULE_KEYS;
    const fields = yaml === null ? null : fieldsOf(yaml, 'the front matter', keys, report);
    if (fields === null) return failed;
    const context = contextOf(fields, parts.bodyOffset, lifetimes, lines, report);
    const page: PageSource = { file: source.name, fields, body: parts.body, context, report, lines };
    const entry = kind === 'error' ? readErrorPage(page) : readRulePage(page);
    return { entry, lines, problems };
  } catch (error) {
    report(
      1,
      `the page cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown reason'}`,
    );
    return failed;
  }
}

const SHARED = ['title', 'verdict', 'aliases', 'references', 'reviewed'];
const ERROR_KEYS = [
  'code',
  ...SHARED,
  'action',
  'raised-by',
  'family',
  'matches',
  'code-context',
  'only-with',
  'spellings',
  'wordings',
];
const RULE_KEYS = ['id', ...SHARED, 'severity', 'languages', 'errors'];

function contextOf(
  fields: Fields,
  offset: number,
  lifetimes: readonly Lifetime[],
  lines: Map<string, number>,
  report: Report,
): ProseContext {
  const hosts = new Set(readReferences(fields, () => {}).map(({ url }) => new URL(url).host));
  return {
    report,
    offset,
    substitute: substituteFrom(lifetimes, report),
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
      if (before !== undefined)
        report(line, `id "${id}" is already used on line ${before}; every id of a page is its own`);
      else lines.set(`#${id}`, line);
    },
  };
}
