import { readItems, readNotes } from './items.ts';
import { FAMILIES, PROBES } from './known.ts';
import { blocksOf, fencesOf, parseOutline, type Section } from './outline.ts';
import { type PageSource, readShared } from './page.ts';
import type { ErrorPage, Example, Spelling, WordingText } from './types.ts';

export const REQUIRED_HEADINGS = [
  'Meaning',
  'Causes',
  'Diagnosis',
  'Fixes',
  'Wrong fixes',
  'Neighbours',
  'Examples',
] as const;
export const OPTIONAL_HEADINGS = [
  'Cases',
  'Audits',
  'Shortcuts',
  'Timeline',
  'Tools',
  'Verification',
  'Prevention',
  'Tip',
] as const;

const RAISERS = ['service', 'client', 'software'] as const;
const FREQUENCIES = ['common', 'medium', 'rare'] as const;
const CODE = /^[A-Za-z][A-Za-z0-9.]{2,63}$/;

export function readErrorPage(page: PageSource): ErrorPage | null {
  const { fields, context, report, body, lines } = page;
  const code = fields.text('code', { model: 'ExpiredToken' });
  if (!CODE.test(code)) {
    if (code !== '')
      report(
        fields.lineOf('code'),
        `"code: ${code}" must be letters and digits, as AWS or the SDK spells it`,
      );
    return null;
  }
  if (page.file !== `errors/${code}.md`)
    report(fields.lineOf('code'), `the page of ${code} must be the file errors/${code}.md`);
  const { sentence, ...shared } = readShared(page);
  if (shared.verdict === '') return null;
  const sections = parseOutline(body, [...REQUIRED_HEADINGS, ...OPTIONAL_HEADINGS], context);
  for (const [title, section] of sections) lines.set(title, section.line);
  const get = (title: string) => sections.get(title);
  return {
    kind: 'error',
    code,
    ...shared,
    action: sentence('action', 160),
    raisedBy: fields.oneOf('raised-by', RAISERS) ?? 'service',
    family: fields.oneOf('family', FAMILIES) ?? '',
    matches: [...new Set([code, ...fields.texts('matches', { optional: true })])],
    ...(fields.has('code-context') && fields.oneOf('code-context', ['aws'] as const) !== null
      ? { codeContext: 'aws' as const }
      : {}),
    onlyWith: fields.texts('only-with', { optional: true }),
    spellings: readSpellings(page),
    wordings: readWordings(page),
    meaning: blocksOf(get('Meaning'), context),
    causes: readItems(get('Causes'), { keys: ['for', 'against'] }, context, (item, keys) => ({
      ...item,
      for: keys.ids('for'),
      against: keys.ids('against'),
    })),
    diagnosis: readItems(get('Diagnosis'), { keys: ['probe', 'command'] }, context, (item, keys) => {
      const [probe, command] = [keys.oneOf('probe', PROBES, true), keys.plain('command')];
      return { ...item, ...(probe === null ? {} : { probe }), ...(command === '' ? {} : { command }) };
    }),
    fixes: readItems(get('Fixes'), { keys: ['causes', 'rules'] }, context, (item, keys) => ({
      ...item,
      causes: keys.ids('causes'),
      rules: keys.ids('rules'),
    })),
    wrongFixes: readItems(
      get('Wrong fixes'),
      { keys: ['wrong', 'better', 'why'] },
      context,
      (item, keys) => ({
        ...item,
        wrong: keys.inlines('wrong'),
        better: keys.inlines('better'),
        why: keys.inlines('why'),
      }),
    ),
    neighbours: readItems(
      get('Neighbours'),
      { keys: ['question', 'here', 'there'], named: true },
      context,
      (item, keys) => ({
        ...item,
        question: keys.inlines('question'),
        here: keys.inlines('here'),
        there: keys.inlines('there'),
      }),
    ),
    examples: readExamples(get('Examples'), page),
    cases: readItems(get('Cases'), { keys: ['frequency', 'example', 'fix'] }, context, (item, keys) => ({
      ...item,
      frequency: keys.oneOf('frequency', FREQUENCIES) ?? 'medium',
      example: keys.inlines('example'),
      fix: keys.inlines('fix'),
    })),
    audits: readItems(get('Audits'), { keys: [] }, context, (item) => item),
    shortcuts: readNotes(get('Shortcuts'), context),
    timeline: readItems(get('Timeline'), { keys: ['at', 'signal', 'why'] }, context, (item, keys, raw) => {
      const at = keys.plain('at');
      if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(at))
        report(raw.line, `"### ${item.title}" needs its time; write "at: 09:00" below the heading`);
      return { ...item, at, signal: keys.inlines('signal'), why: keys.inlines('why') };
    }),
    tools: readNotes(get('Tools'), context),
    verification: readNotes(get('Verification'), context),
    prevention: readNotes(get('Prevention'), context),
    tip: readNotes(get('Tip'), context),
  };
}

function readSpellings({ fields, report }: PageSource): Spelling[] {
  return fields
    .maps('spellings', ['service', 'sdk', 'code', 'status', 'message', 'source'])
    .flatMap((entry) => {
      if (entry.has('service') === entry.has('sdk')) {
        report(entry.line, 'a spelling names who prints it: either "service: …" or "sdk: …"');
        return [];
      }
      const kind = entry.has('service') ? 'service' : 'sdk';
      const status = entry.number('status');
      const optional = (key: 'code' | 'message' | 'source') =>
        entry.has(key) ? { [key]: entry.text(key) } : {};
      return [
        {
          by: entry.text(kind),
          kind,
          ...optional('code'),
          ...(status === undefined ? {} : { status }),
          ...optional('message'),
          ...optional('source'),
        },
      ];
    });
}

function readWordings({ fields, report, context }: PageSource): WordingText[] {
  return fields.maps('wordings', ['id', 'text', 'context'], { optional: true }).flatMap((entry) => {
    const id = entry.text('id', { model: 'what-it-says' });
    const text = entry.text('text', { model: '"The sentence that is printed"', max: 200 });
    if (id !== '') context.onId(id, entry.lineOf('id'));
    // A short fragment would be found in every log.
    if (text !== '' && (text.length < 12 || !text.includes(' '))) {
      report(
        entry.lineOf('text'),
        `the wording "${text}" is too short to be sure of; write the whole sentence`,
      );
      return [];
    }
    const aws = entry.has('context') ? entry.oneOf('context', ['aws'] as const) : null;
    return id === '' || text === '' ? [] : [{ id, text, ...(aws === null ? {} : { context: aws }) }];
  });
}

const ROLES: Record<string, Example['role']> = { '': 'read', match: 'match', other: 'other' };

function readExamples(section: Section | undefined, { report, context }: PageSource): Example[] {
  if (section === undefined) return [];
  const parts: { title?: string; tokens: Section['tokens'] }[] = [section].map(({ tokens }) => ({ tokens }));
  for (const item of section.items) {
    if (item.id !== '') context.onId(item.id, item.line);
    parts.push({ title: item.title, tokens: item.tokens });
  }
  return parts.flatMap(({ title, tokens }) =>
    fencesOf(tokens, context).flatMap(({ lang, role, code, line }) => {
      const known = ROLES[role];
      if (known === undefined || (known !== 'read' && lang !== 'log')) {
        report(
          line - 1,
          `"\`\`\`${lang} ${role}" is no example; write \`\`\`log match, \`\`\`log other, or just \`\`\`sh to be read`,
        );
        return [];
      }
      return [{ lang, role: known, text: code, line, ...(title === undefined ? {} : { title }) }];
    }),
  );
}
