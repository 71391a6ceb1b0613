import type { KnowledgeBase } from '../../kb/types.ts';
import { type HtmlOptions, linksTo } from './article-html.ts';
import { docText } from './article-text.ts';
import { entryUrl } from './command-links.ts';
import { docHtml, isAnchor } from './doc-html.ts';
import { lifetimesSvg } from './lifetimes-svg.ts';
import { type DocBlock, isWeb, toMarkdown } from './markdown.ts';
import {
  DECISIONS_TITLE,
  decisionDoc,
  indexDoc,
  LIFETIMES_TITLE,
  lifetimesDoc,
  type TableLinks,
} from './table-docs.ts';

export interface SpecialPage {
  title: string;
  markdown: string;
  text: string;
  html: string;
}

const TITLES: Record<string, string> = { decisions: DECISIONS_TITLE, lifetimes: LIFETIMES_TITLE };

/** The names that {@link specialPage} knows; no entry has one of them. */
export const SPECIAL_PAGES: readonly string[] = Object.keys(TITLES);

/** The title of such a page, without making it. */
export function specialTitle(name: string): string | null {
  const asked = name.trim().toLowerCase();
  return Object.hasOwn(TITLES, asked) ? (TITLES[asked] ?? null) : null;
}

/** A page that is made from all entries together: `decisions` or `lifetimes`; null for any other name. */
export function specialPage(kb: KnowledgeBase, name: string, options: HtmlOptions = {}): SpecialPage | null {
  const asked = name.trim().toLowerCase();
  const title = specialTitle(asked);
  if (title === null) return null;
  const doc = (links: TableLinks, picture = false) =>
    asked === 'decisions' ? decisionDoc(kb, links) : lifetimesDoc(kb, links, picture);
  const none = () => null;
  const command = (to: string) => (options.commandLinks ? entryUrl(to) : null);
  const sources = linksTo(
    kb.lifetimes.map(({ source }) => source),
    options,
  );
  return {
    title,
    markdown: toMarkdown(
      doc({ page: none, table: none, anchor: (_, text) => `#${slug(text)}` }),
      (url) => isWeb(url) || isFragment(url),
    ),
    text: docText(doc({ page: none, table: none, anchor: none })),
    html: docHtml(
      doc({ page: command, table: command, anchor: (id) => (isAnchor(id) ? `#${id}` : null) }, true),
      {
        allow: (url) => isFragment(url) || sources(url),
        breakPaths: true,
        ...(asked === 'lifetimes' ? { pictures: { picture: lifetimesSvg(kb) } } : {}),
      },
    ),
  };
}

/** The pages of `docs/knowledge-base/` by file name, with links that hold in the repository. */
export function documentationPages(kb: KnowledgeBase): Record<string, string> {
  const files = new Map(
    kb.entries.map((entry) => [entry.kind === 'error' ? entry.code : entry.id, entry.file]),
  );
  const links: TableLinks = {
    page: (name) => `../../kb/${files.get(name) ?? ''}`,
    anchor: (_, text) => `#${slug(text)}`,
    table: (name) => `${name}.md`,
  };
  const markdown = (doc: DocBlock[]) =>
    `${MADE}\n\n${toMarkdown(doc, (url) => isWeb(url) || isRelative(url))}`;
  return {
    'README.md': markdown(indexDoc(kb, links)),
    'decisions.md': markdown(decisionDoc(kb, links)),
    'lifetimes.md': markdown(lifetimesDoc(kb, links)),
  };
}

const MADE = '<!-- Made by scripts/knowledge-base.ts from kb/; do not edit. -->';

function isFragment(url: string): boolean {
  return url.startsWith('#') && isAnchor(url.slice(1));
}

function isRelative(url: string): boolean {
  return isFragment(url) || /^(?:\.\.\/)*[\w/.-]+\.md$/.test(url);
}

/** The anchor that GitHub and VS Code's preview give a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
