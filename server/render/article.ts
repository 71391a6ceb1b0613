import type {
  Block,
  Entry,
  ErrorPage,
  Inline,
  Item,
  KnowledgeBase,
  RulePage,
  Spelling,
} from '../../kb/types.ts';
import { nameOf } from '../../kb/types.ts';
import { type DocBlock, toMarkdown } from './markdown.ts';

/** The complete page as Markdown. `evidence`: sentences about the occurrence at hand. */
export function renderArticle(entry: Entry, kb: KnowledgeBase, evidence: readonly string[] = []): string {
  return toMarkdown(article(entry, kb, evidence));
}

/** @param toEntry address of another page of the knowledge base, where the reader can follow one */
export function article(
  entry: Entry,
  kb: KnowledgeBase,
  evidence: readonly string[] = [],
  toEntry: (name: string) => string | null = () => null,
): DocBlock[] {
  const names = new Set(kb.entries.map(nameOf));
  const mention: Mention = (name) => {
    const url = names.has(name) ? toEntry(name) : null;
    return url === null ? { code: name } : { url, text: [{ code: name }] };
  };
  const doc: DocBlock[] = [
    { heading: `${nameOf(entry)}: ${entry.title}`, level: 1, id: nameOf(entry) },
    { p: [{ strong: [entry.verdict] }] },
  ];
  if (evidence.length > 0)
    doc.push(heading('What this log says', 'evidence'), { list: evidence.map((text) => ({ text: [text] })) });
  const decisions = toEntry('decisions');
  if (entry.kind === 'rule') doc.push(...ruleBody(entry, mention));
  else doc.push(...errorBody(entry, kb, mention, decisions));
  const references = entry.references.map(({ title, url }) => ({ text: [{ url, text: [title] }] }));
  return [
    ...doc,
    heading('References', 'references'),
    { list: references },
    { p: [`Reviewed ${entry.reviewed}.`] },
  ];
}

type Mention = (name: string) => Inline;

function errorBody(
  page: ErrorPage,
  kb: KnowledgeBase,
  mention: Mention,
  decisions: string | null,
): DocBlock[] {
  const says = new Map(kb.signals.map((signal) => [signal.id, signal.says]));
  const signals = (label: string, ids: string[]): Block[] =>
    ids.length === 0
      ? []
      : [{ p: [{ em: [`${label}:`] }, ` ${ids.map((id) => says.get(id) ?? id).join(' ')}`] }];
  const cases = page.cases.map((item) =>
    labelled(item, { Frequency: [item.frequency], Example: item.example, Fix: item.fix }),
  );
  return [
    { p: [page.action] },
    ...neighbourLinks(page, mention, decisions),
    ...section('Meaning', page.meaning),
    ...section(
      'Causes',
      page.causes.flatMap((item) => [
        ...head(item),
        ...signals('Speaks for it', item.for),
        ...signals('Speaks against it', item.against),
      ]),
    ),
    ...section(
      'Diagnosis',
      page.diagnosis.flatMap((item) => [...head(item), ...shell(item.command)]),
    ),
    ...section(
      'Fixes',
      page.fixes.flatMap((item) => [...head(item), ...detectedBy(item.rules, mention)]),
    ),
    ...section(
      'Wrong fixes',
      page.wrongFixes.flatMap((item) =>
        labelled(item, { 'Wrong fix': item.wrong, 'Better fix': item.better, Why: item.why }),
      ),
    ),
    ...section(
      'Neighbours',
      page.neighbours.flatMap((item): DocBlock[] => [
        { heading: item.id, level: 3, id: `neighbour-${item.id}` },
        { p: [{ strong: item.question }] },
        {
          list: [
            { text: [`${page.code}: `, ...item.here] },
            { text: [mention(item.id), ': ', ...item.there] },
          ],
        },
        ...item.body,
      ]),
    ),
    ...section('How it is spelled', spellings(page.spellings), 'spellings'),
    ...section('Examples', examples(page)),
    ...section('Seen in production', cases.flat(), 'cases'),
    ...section('Audits', page.audits.flatMap(head)),
    ...section('Decision shortcuts', notes(page.shortcuts), 'shortcuts'),
    ...section(
      'Timeline of an incident',
      page.timeline.flatMap((item) =>
        labelled(
          { ...item, title: `${item.at} UTC: ${item.title}` },
          { Signal: item.signal, 'Why it matters': item.why },
        ),
      ),
      'timeline',
    ),
    ...section('Tools', notes(page.tools)),
    ...section('Verification', notes(page.verification)),
    ...section('Prevention', notes(page.prevention)),
    ...section('Tip', notes(page.tip)),
  ];
}

/** Under the verdict, where the reader can follow links: the way to each neighbour and to all the questions. */
function neighbourLinks(page: ErrorPage, mention: Mention, decisions: string | null): DocBlock[] {
  if (decisions === null || page.neighbours.length === 0) return [];
  const names = list(
    page.neighbours.map(({ id }) => id),
    mention,
  );
  const table: Inline = { url: decisions, text: ['which of them is it'] };
  return [{ p: [{ em: ['Neighbours:'] }, ' ', ...names, '; ', table, '.'] }];
}

function ruleBody(page: RulePage, mention: Mention): DocBlock[] {
  const roles = { bad: 'Found by this rule', good: 'Fine', fixed: 'Repaired' };
  return [
    ...section('Why', [...page.why, { p: ['Leads to ', ...list(page.errors, mention), '.'] }]),
    ...section('Fix', page.fix),
    ...section('When it is fine', page.fine, 'fine'),
    ...section(
      'Languages',
      page.languages.flatMap((language): DocBlock[] => [
        ...head(language),
        ...language.snippets.flatMap(({ role, code }): DocBlock[] => [
          { p: [{ em: [`${roles[role]}:`] }] },
          { code, lang: language.id },
        ]),
      ]),
    ),
  ];
}

function section(
  title: string,
  content: DocBlock[],
  id = title.toLowerCase().replace(/ /g, '-'),
): DocBlock[] {
  return content.length === 0 ? [] : [heading(title, id), ...content];
}

function heading(title: string, id: string): DocBlock {
  return { heading: title, level: 2, id };
}

function head(item: Item): DocBlock[] {
  return [{ heading: item.title, level: 3, id: item.id }, ...item.body];
}

function labelled(item: Item, parts: Record<string, Inline[]>): DocBlock[] {
  const list = Object.entries(parts).map(([label, text]) => ({
    text: [{ strong: [`${label}:`] }, ' ', ...text],
  }));
  return [...head(item), { list }];
}

function notes(list: ErrorPage['tools']): DocBlock[] {
  return list.length === 0 ? [] : [{ list }];
}

function shell(command: string | undefined): DocBlock[] {
  return command === undefined ? [] : [{ code: command, lang: 'sh' }];
}

function detectedBy(rules: string[], mention: Mention): DocBlock[] {
  return rules.length === 0 ? [] : [{ p: [{ em: ['Found in code by:'] }, ' ', ...list(rules, mention)] }];
}

function list(names: string[], mention: Mention): Inline[] {
  return names.flatMap((name, at) => (at === 0 ? [mention(name)] : [', ', mention(name)]));
}

function spellings(list: Spelling[]): DocBlock[] {
  if (list.length === 0) return [];
  const cell = (text: string | number | undefined): Inline[] =>
    text === undefined ? [] : [{ code: String(text) }];
  const rows = list.map(({ by, code, status, message }) => [[by], cell(code), cell(status), cell(message)]);
  return [{ table: { head: ['By', 'Code', 'HTTP status', 'Message'], rows } }];
}

function examples(page: ErrorPage): DocBlock[] {
  let before: string | undefined;
  return page.examples
    .filter(({ role }) => role !== 'other')
    .flatMap(({ title, text, lang }): DocBlock[] => {
      const intro: DocBlock[] = title === undefined || title === before ? [] : [{ p: [{ strong: [title] }] }];
      before = title;
      return [...intro, { code: text, lang }];
    });
}
