import type { Entry, KnowledgeBase } from '../../kb/types.ts';
import { article } from './article.ts';
import { entryUrl, isEntryUrl } from './command-links.ts';
import { docHtml } from './doc-html.ts';
import { isWeb, type LinkFilter } from './markdown.ts';
import { pageTimeline } from './page-timeline.ts';
import { timelineSvg } from './timeline-svg.ts';

export interface HtmlOptions {
  /** Other pages become links to the editor's explain command, and commands get a link that copies them. */
  commandLinks?: boolean;
}

/** The complete page as an HTML fragment with its pictures; links to the page's references, other pages and the clipboard only. */
export function renderArticleHtml(
  entry: Entry,
  kb: KnowledgeBase,
  evidence: readonly string[] = [],
  options: HtmlOptions = {},
): string {
  const doc = article(entry, kb, evidence, (name) => (options.commandLinks ? entryUrl(name) : null));
  const urls = entry.references.map(({ url }) => url);
  const timeline = entry.kind === 'error' ? pageTimeline(entry, kb) : null;
  return docHtml(doc, {
    allow: linksTo(urls, options),
    copy: options.commandLinks ?? false,
    ...(timeline === null
      ? {}
      : { pictures: { timeline: timelineSvg(timeline, { title: 'Timeline of an incident' }) } }),
  });
}

/** Only the hosts of `urls`, and pages of the knowledge base where the reader follows such links. */
export function linksTo(urls: readonly string[], { commandLinks }: HtmlOptions): LinkFilter {
  const hosts = new Set(
    urls.filter((url) => isWeb(url) && URL.canParse(url)).map((url) => new URL(url).host),
  );
  return (url) => {
    if (commandLinks && isEntryUrl(url)) return true;
    return isWeb(url) && URL.canParse(url) && hosts.has(new URL(url).host);
  };
}
