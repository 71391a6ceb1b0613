import type { Fields } from './fields.ts';
import { isDate } from './lifetimes.ts';
import type { ProseContext } from './prose.ts';
import type { Report } from './source.ts';
import type { Reference } from './types.ts';

/** What the two kinds of page are read from. */
export interface PageSource {
  file: string;
  fields: Fields;
  body: string;
  context: ProseContext;
  report: Report;
  lines: Map<string, number>;
}

/** Host of a plain web address; null for anything else. */
export function webHost(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? host : null;
}

export function readReferences(fields: Fields, report: Report): Reference[] {
  return fields.maps('references', ['title', 'url']).flatMap((reference) => {
    const [title, url] = [reference.text('title'), reference.text('url', { model: 'https://…' })];
    if (url !== '' && webHost(url) === null)
      report(reference.lineOf('url'), `"${url}" is no web address; write https://…`);
    return webHost(url) === null ? [] : [{ title, url: new URL(url).href }];
  });
}

/** The keys that both kinds of page have. */
export function readShared({ file, fields, context, report }: PageSource) {
  const sentence = (key: string, max: number, optional = false) => {
    const line = fields.lineOf(key);
    const text = context.substitute(fields.text(key, { max, model: 'One sentence.', optional }), line);
    if (text.includes('!')) report(line, `no exclamation marks in "${key}"`);
    return text;
  };
  const verdict = sentence('verdict', 200);
  if (verdict !== '' && !verdict.endsWith('.'))
    report(fields.lineOf('verdict'), '"verdict" is a sentence; end it with a full stop');
  const reviewed = fields.text('reviewed', { model: '2026-04-21' });
  if (reviewed !== '' && !isDate(reviewed, true))
    report(
      fields.lineOf('reviewed'),
      `"reviewed: ${reviewed}" is no date; write it like 2026-04-21 or 2026-04`,
    );
  return {
    file,
    title: sentence('title', 120),
    verdict,
    aliases: fields.texts('aliases', { optional: true }),
    references: readReferences(fields, report),
    reviewed,
    sentence,
  };
}
