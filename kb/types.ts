/**
 * The knowledge base as data. Plain JSON: compiled once at build time, read with one `JSON.parse` at run time.
 * Text is kept as parsed pieces, not as Markdown, so that no page can smuggle a link, HTML or a command through a renderer.
 */

/** A mistake in a page: where it is (1-based line) and what to write instead. */
export interface Problem {
  file: string;
  line: number;
  message: string;
}

/** One file as it was read; `name` is its path inside `kb/`, with forward slashes. */
export interface SourceFile {
  name: string;
  text: string;
}

export type Inline =
  | string
  | { code: string }
  | { strong: Inline[] }
  | { em: Inline[] }
  | { url: string; text: Inline[] };

/** One point of a list; `id` where the page gives it one. */
export interface Note {
  id?: string;
  text: Inline[];
}

export type Block = { p: Inline[] } | { list: Note[]; ordered?: true } | { code: string; lang: string };

/** An H3 under one of the fixed headings. */
export interface Item {
  id: string;
  title: string;
  body: Block[];
}

export interface Cause extends Item {
  /** Ids of the signals that speak for and against it. */
  for: string[];
  against: string[];
}

export type Probe =
  | 'compare-timestamps'
  | 'trace-provider-chain'
  | 'check-refresh-path'
  | 'measure-queue-delay'
  | 'inspect-presigned-url'
  | 'measure-clock-difference';

export interface Step extends Item {
  /** The part of the program that does this step by itself. */
  probe?: Probe;
  /** What a person would type. */
  command?: string;
}

export interface Remedy extends Item {
  causes: string[];
  /** Rules that detect in code that this remedy is absent. */
  rules: string[];
}

export interface WrongFix extends Item {
  wrong: Inline[];
  better: Inline[];
  why: Inline[];
}

/** `id` is the code of the other error. */
export interface Neighbour extends Item {
  question: Inline[];
  /** The answer that keeps the reader on this page. */
  here: Inline[];
  /** The answer that leads to the other page. */
  there: Inline[];
}

export interface Case extends Item {
  frequency: 'common' | 'medium' | 'rare';
  example: Inline[];
  fix: Inline[];
}

export interface TimelineEvent extends Item {
  /** `HH:MM`, UTC. */
  at: string;
  signal: Inline[];
  why: Inline[];
}

/** How one service or SDK spells the error. */
export interface Spelling {
  /** The service that sends it or the software that raises it. */
  by: string;
  kind: 'service' | 'sdk';
  code?: string;
  status?: number;
  message?: string;
  source?: string;
}

/** A sentence that software prints; compared without case, any run of white space equal to any other. */
export interface WordingText {
  id: string;
  text: string;
  /** It counts only beside something of AWS. */
  context?: 'aws';
}

export interface Reference {
  title: string;
  url: string;
}

/** Text in which the error must (`match`) or must not (`other`) be recognised, or that is only to be read. */
export interface Example {
  lang: string;
  role: 'match' | 'other' | 'read';
  text: string;
  /** The page's heading above it, where there is one. */
  title?: string;
  line: number;
}

interface PageBase {
  /** Path inside `kb/`. */
  file: string;
  title: string;
  /** The one sentence that a tooltip shows. */
  verdict: string;
  references: Reference[];
  /** A team's own instructions for this error; also the first of the references. */
  runbook?: Reference;
  /** `YYYY-MM-DD` or `YYYY-MM` */
  reviewed: string;
}

export interface ErrorPage extends PageBase {
  kind: 'error';
  code: string;
  /** What to do first, one sentence; follows the verdict or the evidence. */
  action: string;
  raisedBy: 'service' | 'client' | 'software';
  family: string;
  /** Other names under which people look it up; never searched for in logs. */
  aliases: string[];
  /** Spellings that the matcher recognises as this identity, `code` first; exact case. */
  matches: string[];
  /** Other software uses the same name, so the code counts only beside something of AWS. */
  codeContext?: 'aws';
  /** When not empty, the code counts only near one of these texts (case and white space do not matter). */
  onlyWith: string[];
  spellings: Spelling[];
  wordings: WordingText[];
  meaning: Block[];
  causes: Cause[];
  diagnosis: Step[];
  fixes: Remedy[];
  wrongFixes: WrongFix[];
  neighbours: Neighbour[];
  examples: Example[];
  cases: Case[];
  /** Groups of things to check; the points are the lists in `body`. */
  audits: Item[];
  shortcuts: Note[];
  timeline: TimelineEvent[];
  tools: Note[];
  verification: Note[];
  prevention: Note[];
  tip: Note[];
}

export interface Snippet {
  role: 'bad' | 'good' | 'fixed';
  code: string;
  line: number;
}

export interface RuleLanguage extends Item {
  snippets: Snippet[];
}

export interface RulePage extends PageBase {
  kind: 'rule';
  id: string;
  aliases: string[];
  severity: 'error' | 'warning' | 'info' | 'hint';
  /** Errors that the code will meet. */
  errors: string[];
  why: Block[];
  fix: Block[];
  fine: Block[];
  languages: RuleLanguage[];
}

export type Entry = ErrorPage | RulePage;

/** Something that the log or session engine can see. */
export interface Signal {
  id: string;
  says: string;
  engine: 'log' | 'session';
}

/** A duration or limit, in seconds; the one place of this number in the program. */
export interface Lifetime {
  id: string;
  what: string;
  min?: number;
  default?: number;
  max?: number;
  note?: string;
  source: string;
  /** `YYYY-MM` or `YYYY-MM-DD` */
  reviewed: string;
}

export interface KnowledgeBase {
  version: 1;
  entries: Entry[];
  signals: Signal[];
  lifetimes: Lifetime[];
}

/** The name that a page goes by: the code of an error, the id of a rule. */
export function nameOf(entry: Entry): string {
  return entry.kind === 'error' ? entry.code : entry.id;
}
