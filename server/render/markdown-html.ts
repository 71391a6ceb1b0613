import MarkdownIt from 'markdown-it';

/** Our own Markdown (a session report) as an HTML fragment: no HTML of its own, no images, no links at all. */
export function renderMarkdownHtml(markdown: string): string {
  const renderer = new MarkdownIt({ html: false, linkify: false, typographer: false });
  renderer.disable(['image', 'link', 'autolink']);
  return renderer.render(markdown);
}
