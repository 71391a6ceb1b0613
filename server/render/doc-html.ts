import MarkdownIt from 'markdown-it';
import { copyUrl } from './command-links.ts';
import { escapeHtml } from './escape.ts';
import { type DocBlock, type LinkFilter, toMarkdown } from './markdown.ts';
import { redact } from './redact.ts';

export interface DocOptions {
  /** Which addresses may become links. */
  allow: LinkFilter;
  /** Our own pictures, as SVG, by the id of the heading that they follow. */
  pictures?: Record<string, string>;
  /** Shell commands get a link that copies them. */
  copy?: boolean;
  /** Paths may be broken at their slashes, so that they fit into the cells of a table. */
  breakPaths?: boolean;
}

/** A document as an HTML fragment: no scripts, styles, images or remote content, and no HTML but what is made here. */
export function docHtml(doc: readonly DocBlock[], options: DocOptions): string {
  const { allow, pictures = {}, copy = false, breakPaths = false } = options;
  const headings = doc.filter((block) => 'heading' in block);
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.disable('image');
  markdown.validateLink = allow;
  const tokens = markdown.parse(toMarkdown(doc, allow), {});
  const additions = new Map<unknown, string>();
  let at = -1;
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      at++;
      const id = headings[at]?.id;
      if (id !== undefined && isAnchor(id)) token.attrSet('id', id);
    } else if (token.type === 'heading_close') {
      const heading = headings[at];
      if (heading?.level === 2 && Object.hasOwn(pictures, heading.id))
        additions.set(token, `<figure>${pictures[heading.id]}</figure>\n`);
    } else if (copy && token.type === 'fence' && token.info === 'sh') {
      additions.set(token, copyLink(token.content));
    }
  }
  for (const type of ['heading_close', 'fence']) {
    const usual = markdown.renderer.rules[type];
    markdown.renderer.rules[type] = (all, index, options, env, self) => {
      const html = usual?.(all, index, options, env, self) ?? self.renderToken(all, index, options);
      return `${html}${additions.get(all[index]) ?? ''}`;
    };
  }
  if (breakPaths) {
    const usual = markdown.renderer.rules.text;
    markdown.renderer.rules.text = (...args) => (usual?.(...args) ?? '').replace(/[/:](?=[\w@])/g, '$&<wbr>');
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** Whether `id` can be the id of a heading, and so the end of a link within the page. */
export function isAnchor(id: string): boolean {
  return /^[\w.-]{1,80}$/.test(id) && redact(id) === id;
}

/** @param code as it is shown, so secrets are masked already */
function copyLink(code: string): string {
  const url = copyUrl(code);
  if (url === null) return '';
  return `<a class="copy" href="${escapeHtml(url)}" title="Copy">Copy</a>\n`;
}
