import { find } from '../kb/lookup.ts';
import { type Entry, type KnowledgeBase, nameOf } from '../kb/types.ts';
import { languageOf } from './code/languages.ts';
import { type CodeFile, fixesAt, scanCode } from './code/scan.ts';
import type { Grammars } from './code/tree.ts';
import type { LanguageId, Rule } from './code/types.ts';
import { createEngine, type Engine } from './engine.ts';
import { asLog } from './logs/analyse.ts';
import type { Occurrence } from './logs/types.ts';
import type {
  Article,
  ArticleParams,
  CheckParams,
  CheckResult,
  TerminalLink,
  TerminalLinksParams,
} from './protocol.ts';
import { renderArticleHtml } from './render/article-html.ts';
import { escapeHtml, plain } from './render/escape.ts';
import { renderHover } from './render/hover.ts';
import { renderMarkdownHtml } from './render/markdown-html.ts';
import { redact } from './render/redact.ts';
import { evidenceSentences, verdict } from './render/verdict.ts';
import { renderMarkdown } from './session/markdown.ts';
import type { SessionReport } from './session/types.ts';
import type { Finding, Fix, RiskFinding, Span } from './types.ts';

/** What the process brings in; everything here is pure. */
export interface World {
  kb: KnowledgeBase;
  version: string;
  grammars: Grammars;
  rules: readonly Rule[];
  check(params: CheckParams, signal: AbortSignal): Promise<SessionReport>;
  log(line: string): void;
}

export interface SourceText {
  text: string;
  languageId: string;
  /** Path or address as the editor names it. */
  uri: string;
}

export interface LinkOptions {
  /** The client follows the command links of {@link linkCommands}. */
  commandLinks: boolean;
}

/** The engines behind one server, in the shapes that its handlers need. */
export interface Services {
  version: string;
  log(line: string): void;
  findings(source: SourceText): Promise<Finding[]>;
  hover(
    source: SourceText,
    offset: number,
    options: LinkOptions,
  ): Promise<(Span & { markdown: string }) | null>;
  fixes(source: SourceText, span: Span): Promise<{ fix: Fix; finding: RiskFinding }[]>;
  check(params: CheckParams, signal: AbortSignal): Promise<CheckResult>;
  terminalLinks(params: TerminalLinksParams): TerminalLink[];
  article(params: ArticleParams, options: LinkOptions): Article;
  asLog(output: string): string;
  /** Public page for a diagnostic's code; null where the editor's own article serves. */
  documentation(entry: string): string | null;
}

export function createServices(world: World): Services {
  const engine = createEngine(world.kb);
  const entries = new Map(world.kb.entries.map((entry) => [nameOf(entry), entry]));

  const risks = async (source: SourceText, language: LanguageId): Promise<RiskFinding[]> => {
    const scanned = await scanCode(codeFile(source, language), world.rules, world.grammars, world.log);
    if (scanned.kind === 'scanned') return scanned.findings;
    world.log(`${source.uri} was not read: ${scanned.says}`);
    return [];
  };
  const findings = async (source: SourceText): Promise<Finding[]> => {
    const language = languageOf(source.uri, source.languageId);
    return language === null ? engine.errors(source.text).map(engine.finding) : risks(source, language);
  };

  return {
    version: world.version,
    log: world.log,
    findings,

    async hover(source, offset, { commandLinks }) {
      const found = (await findings(source)).find((one) => one.start <= offset && offset <= one.end);
      const entry = found === undefined ? undefined : entries.get(found.entry);
      if (found === undefined || entry === undefined) return null;
      const sentences = found.kind === 'error' ? said(engine, found) : [found.message];
      const target = { uri: source.uri, offset: found.start };
      return {
        start: found.start,
        end: found.end,
        markdown: renderHover(entry, sentences, { commandLinks, target }),
      };
    },

    async fixes(source, span) {
      const language = languageOf(source.uri, source.languageId);
      if (language === null) return [];
      return fixesAt(codeFile(source, language), world.rules, span, world.grammars, world.log);
    },

    async check(params, signal) {
      const report = await world.check(params, signal);
      const markdown = renderMarkdown(report);
      return {
        report,
        markdown,
        article: { title: 'AWS session', html: renderMarkdownHtml(`# AWS session\n\n${markdown}`) },
      };
    },

    terminalLinks({ line, output }) {
      const shown = asLog(line);
      const here = engine.errors(shown);
      const all = output === '' ? [] : engine.errors(asLog(output));
      return here.flatMap((occurrence) => {
        const page = engine.page(occurrence.code);
        if (page === undefined) return [];
        const evidence = sameLine(all, asLog(output), shown, occurrence)?.evidence ?? occurrence.evidence;
        return [
          {
            start: occurrence.start,
            length: occurrence.end - occurrence.start,
            code: occurrence.code,
            tooltip: `${page.code}: ${verdict(page, evidence)}`,
          },
        ];
      });
    },

    article({ name, occurrence }, options) {
      const found = find(world.kb, String(name));
      if (found.kind === 'unknown') return notFound(name, found.nearest);
      const evidence = occurrence === undefined ? null : occurrenceIn(engine, found.entry, occurrence);
      return {
        title: nameOf(found.entry),
        html: renderArticleHtml(
          found.entry,
          world.kb,
          evidence === null ? [] : said(engine, evidence),
          options,
        ),
      };
    },

    asLog: (output) => redact(asLog(output)),
    documentation: () => null,
  };
}

function codeFile({ text, uri }: SourceText, language: LanguageId): CodeFile {
  return { text, language, path: uri };
}

function said(engine: Engine, at: Pick<Occurrence, 'code' | 'evidence'>): string[] {
  const page = engine.page(at.code);
  return page === undefined ? [] : evidenceSentences(page, at.evidence);
}

/** The last occurrence in the whole output that stands on a line like this one. */
function sameLine(
  all: readonly Occurrence[],
  output: string,
  line: string,
  wanted: Occurrence,
): Occurrence | undefined {
  const text = line.trim();
  return all.findLast(
    (one) => one.code === wanted.code && lineAround(output, one.start).trim().includes(text),
  );
}

function lineAround(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end === -1 ? undefined : end);
}

function occurrenceIn(
  engine: Engine,
  entry: Entry,
  { text, offset, line }: NonNullable<ArticleParams['occurrence']>,
): Occurrence | null {
  if (entry.kind !== 'error') return null;
  const log = offset === undefined ? asLog(text) : text;
  const all = engine.errors(log).filter((one) => one.code === entry.code);
  if (offset !== undefined) return all.find((one) => one.start <= offset && offset <= one.end) ?? null;
  const wanted = asLog(line ?? '').trim();
  return all.findLast((one) => lineAround(log, one.start).includes(wanted)) ?? null;
}

function notFound(name: string, nearest: readonly string[]): Article {
  const near = nearest.map((other) => `<li><code>${escapeHtml(other)}</code></li>`).join('');
  return {
    title: 'Not in the knowledge base',
    html: `<h1>Nothing is known about “${escapeHtml(redact(plain(name, 120)))}”</h1>
<p>It may be no AWS session error, or a wording that has not been seen yet.</p>
${near === '' ? '' : `<p>The nearest entries:</p><ul>${near}</ul>`}`,
  };
}
