import { readItems } from './items.ts';
import { blocksOf, fencesOf, parseOutline } from './outline.ts';
import { type PageSource, readShared } from './page.ts';
import type { RulePage, Snippet } from './types.ts';

export const RULE_HEADINGS = ['Why', 'Fix', 'When it is fine', 'Languages'] as const;

const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;
const ROLES = ['bad', 'good', 'fixed'] as const;

export function readRulePage(page: PageSource): RulePage | null {
  const { fields, context, report, body, lines } = page;
  const id = fields.text('id', { model: 'static-session-token' });
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
    if (id !== '')
      report(fields.lineOf('id'), `"id: ${id}" must be written in small letters, digits and hyphens`);
    return null;
  }
  if (page.file !== `rules/${id}.md`)
    report(fields.lineOf('id'), `the page of ${id} must be the file rules/${id}.md`);
  const { sentence: _, ...shared } = readShared(page);
  if (shared.verdict === '') return null;
  const sections = parseOutline(body, RULE_HEADINGS, context);
  for (const [title, section] of sections) lines.set(title, section.line);
  const languages = readItems(
    sections.get('Languages'),
    { keys: [], named: true },
    context,
    (item, _keys, raw) => {
      const prose = raw.tokens.filter((token) => token.type !== 'fence');
      lines.set(`language ${item.id}`, raw.line);
      return {
        ...item,
        body: blocksOf({ tokens: prose }, context),
        snippets: fencesOf(raw.tokens, context).flatMap(({ lang, role, code, line }): Snippet[] => {
          const known = ROLES.find((name) => name === role);
          if (known === undefined || lang.toLowerCase() !== item.id.toLowerCase()) {
            report(
              line - 1,
              `write \`\`\`${item.id} bad, good or fixed under "### ${item.title}", not "\`\`\`${lang} ${role}"`,
            );
            return [];
          }
          return [{ role: known, code, line }];
        }),
      };
    },
  );
  const named = fields.texts('languages');
  for (const { id: language } of languages) {
    if (!named.includes(language))
      report(
        lines.get(`language ${language}`) ?? 1,
        `"${language}" is not in "languages" of the front matter; add it`,
      );
  }
  for (const language of named) {
    if (!languages.some((part) => part.id === language)) {
      report(
        fields.lineOf('languages'),
        `"${language}" has no examples; write "### ${language}" under "## Languages"`,
      );
    }
  }
  return {
    kind: 'rule',
    id,
    ...shared,
    severity: fields.oneOf('severity', SEVERITIES) ?? 'warning',
    errors: fields.texts('errors'),
    why: blocksOf(sections.get('Why'), context),
    fix: blocksOf(sections.get('Fix'), context),
    fine: blocksOf(sections.get('When it is fine'), context),
    languages,
  };
}
