import { type Entry, type ErrorPage, nameOf, type RulePage, type Step } from '../../kb/types.ts';
import type { linkCommands } from '../protocol.ts';
import { commandUrl } from './command-links.ts';
import { codeSpan, escapeMarkdown } from './escape.ts';
import { inlineMarkdown, isWeb, link } from './markdown.ts';
import { redact } from './redact.ts';

export interface HoverOptions {
  /** Whether the reader obeys the editor's command links. */
  commandLinks: boolean;
  /** What the link to the whole page passes along, so that the page can show the same evidence. */
  target?: { uri: string; offset: number };
}

type LinkCommand = (typeof linkCommands)[number];

/** Lines above the links, empty ones not counted. */
export const MAX_LINES = 12;
const MAX_EVIDENCE = 5;
const MAX_LINKS = 2;

/** Verdict, evidence, then the likeliest causes, first steps and first fixes, as Markdown. */
export function renderHover(
  entry: Entry,
  evidence: readonly string[] = [],
  options: HoverOptions = { commandLinks: false },
): string {
  const verdict = `**${escapeMarkdown(nameOf(entry))}:** ${say(entry.verdict)}`;
  const said = evidence.slice(0, MAX_EVIDENCE).map((line) => `- ${say(line)}`);
  const room = MAX_LINES - 1 - said.length;
  const parts = entry.kind === 'error' ? errorParts(entry, room) : ruleParts(entry);
  return [verdict, said.join('\n'), ...parts, links(entry, options)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function errorParts(page: ErrorPage, room: number): string[] {
  const sections = [
    { label: 'Likely causes', lines: page.causes.map(({ title }) => say(title)) },
    { label: 'Look first', lines: page.diagnosis.map(step) },
    { label: 'Fix', lines: page.fixes.map(({ title }) => say(title)) },
  ].filter(({ lines }) => lines.length > 0);
  // Each section gets its label and one line; what is left goes round, causes first.
  const counts = sections.map(() => 1);
  let left = room - 2 * sections.length;
  for (let more = true; left > 0 && more; ) {
    more = false;
    sections.forEach(({ lines }, at) => {
      const count = counts[at] ?? 0;
      if (left === 0 || count >= 3 || count >= lines.length) return;
      counts[at] = count + 1;
      left--;
      more = true;
    });
  }
  return sections.map(({ label, lines }, at) => {
    const shown = lines.slice(0, counts[at]).map((line, index) => `${index + 1}. ${line}`);
    return `**${label}**\n${shown.join('\n')}`;
  });
}

function step({ title, command }: Step): string {
  return command === undefined ? say(title) : `${say(title)} ${codeSpan(redact(command))}`;
}

function ruleParts(page: RulePage): string[] {
  return [firstParagraph(page.why), firstParagraph(page.fix)];
}

function firstParagraph(blocks: RulePage['why']): string {
  const first = blocks.find((block) => 'p' in block);
  return first === undefined ? '' : inlineMarkdown(first.p).trim();
}

function links(entry: Entry, { commandLinks, target }: HoverOptions): string {
  const name = nameOf(entry);
  const pages = entry.references
    .filter(({ url }) => isWeb(url))
    .slice(0, MAX_LINKS)
    .map(({ title, url }) => link(say(title), url));
  if (!commandLinks) return pages.join(' · ');
  const article = commandLink('Open the full page', 'sessionDoctor.explainError', { name, ...target });
  const check = commandLink('Check the current session', 'sessionDoctor.checkSession');
  // A team's own runbook is its first reference, and what its people look for first.
  const [runbook, ...rest] = entry.runbook === undefined ? [undefined, ...pages] : pages;
  return [...(runbook === undefined ? [] : [runbook]), article, check, ...rest].join(' · ');
}

/** A link that an editor obeys; `label` is our own text. */
export function commandLink(label: string, command: LinkCommand, argument?: object): string {
  return `[${label}](${commandUrl(command, argument)})`;
}

function say(text: string): string {
  return escapeMarkdown(redact(text));
}
