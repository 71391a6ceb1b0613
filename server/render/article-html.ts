import MarkdownIt from 'markdown-it';
import type { Entry, KnowledgeBase } from '../../kb/types.ts';
import { article } from './article.ts';
import { isWeb, type LinkFilter, toMarkdown } from './markdown.ts';
import { redact } from './redact.ts';

export interface HtmlOptions {
  /** Other pages become links to the editor's explain command. */
  commandLinks?: boolean;
}

const ENTRY_LINK = 'command:sessionDoctor.explainError?';

/** The complete page as an HTML fragment: no scripts, styles, images or remote content; links to the page's references only. */
export function renderArticleHtml(
  entry: Entry,
  kb: KnowledgeBase,
  evidence: readonly string[] = [],
  options: HtmlOptions = {},
): string {
  const toEntry = (name: string) =>
    options.commandLinks ? `${ENTRY_LINK}${encodeURIComponent(JSON.stringify([{ name }]))}` : null;
  const doc = article(entry, kb, evidence, toEntry);
  const ids = doc.flatMap((block) => ('heading' in block ? [block.id] : []));
  const allow = linksOf(entry, options);
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.disable('image');
  markdown.validateLink = allow;
  const tokens = markdown.parse(toMarkdown(doc, allow), {});
  const headings = tokens.filter(({ type }) => type === 'heading_open');
  headings.forEach((token, at) => {
    const id = ids[at];
    if (id !== undefined && /^[\w.-]{1,80}$/.test(id) && redact(id) === id) token.attrSet('id', id);
  });
  return markdown.renderer.render(tokens, markdown.options, {});
}

function linksOf(entry: Entry, { commandLinks }: HtmlOptions): LinkFilter {
  const hosts = new Set(
    entry.references.filter(({ url }) => isWeb(url) && URL.canParse(url)).map(({ url }) => new URL(url).host),
  );
  return (url) => {
    if (commandLinks && url.startsWith(ENTRY_LINK)) return /^[\w%.-]*$/.test(url.slice(ENTRY_LINK.length));
    return isWeb(url) && URL.canParse(url) && hosts.has(new URL(url).host);
  };
}
