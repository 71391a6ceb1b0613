/** The only escaper: turns hostile text into text that is shown and never obeyed. */

/** Control characters, bidirectional overrides and line separators that a terminal or a renderer would act on. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]/g;
// biome-ignore lint/complexity/useRegexLiterals: the escape character is easier to read by its name
const ANSI = new RegExp(
  '\\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?|[@-Z\\\\-_])',
  'g',
);

/** One line of plain text for a terminal, a tooltip or a JSON string: no escapes, no newlines, bounded length. */
export function plain(text: string, limit = 400): string {
  const line = text.replace(ANSI, '').replace(/\s+/g, ' ').replace(UNPRINTABLE, '').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** `text` without terminal escape sequences; newlines stay. */
export function stripAnsi(text: string): string {
  return text.replace(ANSI, '');
}

/** Plain text for the inside of a Markdown paragraph, list item or table cell; addresses in it do not become links. */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]()#|!~<>&]/g, (mark) => (HTML[mark] ? HTML[mark] : `\\${mark}`))
    .replace(/^(\d{0,9})([-+.)])(?=\s|$)/, '$1\\$2')
    .replace(/:(?=\/\/)|(?<=\bwww)\.|@/gi, (mark) => `&#${mark.codePointAt(0)};`);
}

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Plain text as a Markdown code span, whatever backticks it holds. */
export function codeSpan(text: string, limit = 400): string {
  const line = plain(text, limit);
  if (line === '') return '` `';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Plain text for HTML element content or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(UNPRINTABLE, '').replace(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0)};`);
}
