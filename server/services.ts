import { find } from '../kb/lookup.ts';
import { type Entry, type KnowledgeBase, nameOf, type Problem } from '../kb/types.ts';
import { languageOf } from './code/languages.ts';
import { type CodeFile, fixesAt, scanCode } from './code/scan.ts';
import type { Grammars } from './code/tree.ts';
import type { LanguageId, Rule } from './code/types.ts';
import { createEngine, type Engine } from './engine.ts';
import { asLog } from './logs/analyse.ts';
import type { Occurrence } from './logs/types.ts';
import { occurrenceIn, sameLine } from './occurrences.ts';
import type {
  Article,
  ArticleParams,
  CheckParams,
  CheckResult,
  EntryRow,
  TeamPlaces,
  TerminalLink,
  TerminalLinksParams,
} from './protocol.ts';
import { recentFindings } from './recent.ts';
import { renderArticleHtml } from './render/article-html.ts';
import { escapeHtml, plain } from './render/escape.ts';
import { renderHover } from './render/hover.ts';
import { renderMarkdownHtml } from './render/markdown-html.ts';
import { redact } from './render/redact.ts';
import { SPECIAL_PAGES, specialPage, specialTitle } from './render/special-pages.ts';
import { evidenceSentences, verdict } from './render/verdict.ts';
import { renderMarkdown } from './session/markdown.ts';
import type { SessionReport } from './session/types.ts';
import type { TeamDesk } from './team-desk.ts';
import type { ErrorFinding, Finding, Fix, RiskFinding, Span } from './types.ts';

/** What the process brings in; everything here is pure. */
export interface World {
  kb: KnowledgeBase;
  team: TeamDesk;
  version: string;
  grammars: Grammars;
  rules: readonly Rule[];
  check(params: CheckParams, signal: AbortSignal): Promise<SessionReport>;
  log(line: string): void;
}

export interface SourceText {
  text: string;
  languageId: string;
  /** Address as the editor names it. */
  uri: string;
  /** Below the workspace folder that holds it, or the name alone: what lies above says nothing about the file. */
  path: string;
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
  /** The errors of a log; none for code. */
  errors(source: SourceText): Promise<ErrorFinding[]>;
  hover(
    source: SourceText,
    offset: number,
    options: LinkOptions,
  ): Promise<(Span & { markdown: string }) | null>;
  fixes(source: SourceText, span: Span): Promise<{ fix: Fix; finding: RiskFinding }[]>;
  check(params: CheckParams, signal: AbortSignal): Promise<CheckResult>;
  terminalLinks(params: TerminalLinksParams): Promise<TerminalLink[]>;
  article(params: ArticleParams, options: LinkOptions): Promise<Article>;
  entries(): Promise<EntryRow[]>;
  /** Reads the pages of the team anew; whoever asks for something in the meantime waits for them. */
  loadTeamPages(places: TeamPlaces, open: readonly string[]): Promise<void>;
  /** Address of a folder of such pages outside of the workspace. */
  teamFolder(places: TeamPlaces): string | null;
  /** Whether the address is that of a page of a team. */
  isTeamPage(uri: string): boolean;
  /** What is wrong in a page of the team; null for any other document. */
  teamProblems(source: SourceText): Promise<Problem[] | null>;
  /** What logs may show that only pages of the team know. */
  teamTexts(): Promise<string[]>;
  asLog(output: string): string;
  /** Public page for a diagnostic's code; null where the editor's own article serves. */
  documentation(entry: string): string | null;
}

export function createServices(world: World): Services {
  const ours = open(world.kb);
  let current: Promise<Opened> = Promise.resolve(ours);
  const isTeamPage = (uri: string) => TEAM_PAGE.test(uri) || world.team.owns(uri);

  const risks = async (source: SourceText, language: LanguageId): Promise<RiskFinding[]> => {
    const scanned = await scanCode(codeFile(source, language), world.rules, world.grammars, world.log);
    if (scanned.kind === 'scanned') return scanned.findings;
    world.log(`${source.uri} was not read: ${scanned.says}`);
    return [];
  };
  const recent = recentFindings();
  const errors = async (source: SourceText): Promise<ErrorFinding[]> => {
    const { engine } = await current;
    // A page quotes errors; it is no log of any.
    if (isTeamPage(source.uri) || languageOf(source.uri, source.languageId) !== null) return [];
    return recent(source, engine);
  };
  const findings = async (source: SourceText): Promise<Finding[]> => {
    const language = languageOf(source.uri, source.languageId);
    return language === null ? errors(source) : risks(source, language);
  };

  return {
    version: world.version,
    log: world.log,
    findings,
    errors,
    isTeamPage,
    teamFolder: (places) => world.team.named(places),

    async hover(source, offset, { commandLinks }) {
      const found = (await findings(source)).find((one) => one.start <= offset && offset <= one.end);
      const { engine, entries } = await current;
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

    async terminalLinks({ line, output }) {
      const { engine } = await current;
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

    async article({ name, occurrence }, options) {
      const { engine } = await current;
      const special = specialPage(engine.kb, String(name), options);
      if (special !== null) return { title: special.title, html: special.html };
      const found = find(engine.kb, String(name));
      if (found.kind === 'unknown') return notFound(name, found.nearest);
      const evidence = occurrence === undefined ? null : occurrenceIn(engine, found.entry, occurrence);
      return {
        title: nameOf(found.entry),
        html: renderArticleHtml(
          found.entry,
          engine.kb,
          evidence === null ? [] : said(engine, evidence),
          options,
        ),
      };
    },

    async entries() {
      const { engine } = await current;
      const rows = engine.kb.entries.map((entry) => ({
        name: shown(nameOf(entry)),
        kind: entry.kind,
        title: shown(entry.title),
        aliases: entry.aliases.map(shown),
      }));
      const tables = SPECIAL_PAGES.map((name) => ({
        name,
        kind: 'table' as const,
        title: specialTitle(name) ?? name,
        aliases: [],
      }));
      return [...rows, ...tables];
    },

    async loadTeamPages(places, openUris) {
      current = world.team
        .load(places, openUris)
        .then(open)
        .catch((error: unknown) => {
          world.log(
            `the pages of the team were not read: ${error instanceof Error ? error.message : 'unknown reason'}`,
          );
          return ours;
        });
      await current;
    },

    async teamProblems({ uri, text }) {
      await current;
      const problems = await world.team.problems(uri, text);
      return problems?.map((problem) => ({ ...problem, message: shown(problem.message) })) ?? null;
    },

    async teamTexts() {
      const { engine } = await current;
      const known = new Set(textsOf(ours.engine));
      return textsOf(engine).filter((text) => !known.has(text));
    },

    asLog: (output) => redact(asLog(output)),
    documentation: () => null,
  };
}

/** A page in the usual place, whether its workspace is trusted or not. */
const TEAM_PAGE = /(?:^|\/)\.session-doctor\/.*\.md$/i;

/** A knowledge base, ready for use. */
interface Opened {
  engine: Engine;
  entries: Map<string, Entry>;
}

function open(kb: KnowledgeBase): Opened {
  return { engine: createEngine(kb), entries: new Map(kb.entries.map((entry) => [nameOf(entry), entry])) };
}

/** What a log may show of errors that are known, in small letters. */
function textsOf({ kb }: Engine): string[] {
  return kb.entries.flatMap((entry) =>
    entry.kind === 'rule'
      ? []
      : [...entry.matches, ...entry.wordings.map(({ text }) => text)].map((text) => text.toLowerCase()),
  );
}

function shown(text: string): string {
  return redact(plain(text));
}

function codeFile({ text, path }: SourceText, language: LanguageId): CodeFile {
  return { text, language, path };
}

function said(engine: Engine, at: Pick<Occurrence, 'code' | 'evidence'>): string[] {
  const page = engine.page(at.code);
  return page === undefined ? [] : evidenceSentences(page, at.evidence);
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
