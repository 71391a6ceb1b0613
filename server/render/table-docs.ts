import {
  type Decision,
  decisionTable,
  type Family,
  indexTable,
  type LifetimeRow,
  lifetimesTable,
} from '../../kb/tables.ts';
import { type Inline, type KnowledgeBase, nameOf } from '../../kb/types.ts';
import { type DocBlock, isWeb } from './markdown.ts';

/** Where the reader of a table can go; null where a name is only text. */
export interface TableLinks {
  /** The page of an entry. */
  page(name: string): string | null;
  /** A heading of the same table; `text` is what it reads. */
  anchor(id: string, text: string): string | null;
  /** One of the other tables. */
  table(name: 'decisions' | 'lifetimes'): string | null;
}

export const DECISIONS_TITLE = 'Which error is it: the questions that separate neighbours';
export const LIFETIMES_TITLE = 'Lifetimes and limits';

/** All families, entries and neighbours, each with the question that separates the two and both answers. */
export function decisionDoc(kb: KnowledgeBase, links: TableLinks): DocBlock[] {
  const families = decisionTable(kb);
  const names = new Set(kb.entries.map(nameOf));
  const here = new Set(families.flatMap(({ entries }) => entries.map(({ page }) => page.code)));
  const jump = (name: string) => linked(here.has(name) ? links.anchor(name, name) : null, name);
  const contents = families.map(({ title, entries }) => ({
    text: [{ strong: [title] }, ': ', ...commas(entries.map(({ page }) => jump(page.code)))],
  }));
  const row = ({ other, question, here: stay, there }: Decision) => [[jump(other)], question, stay, there];
  return [
    { heading: DECISIONS_TITLE, level: 1, id: 'decisions' },
    { p: ['Take the error that you see. Each line asks what separates it from one neighbour.'] },
    { list: contents },
    ...families.flatMap(({ id, title, entries }): DocBlock[] => [
      { heading: title, level: 2, id },
      ...entries.flatMap(({ page, decisions }): DocBlock[] => [
        { heading: page.code, level: 3, id: page.code },
        { p: [linkedText(names.has(page.code) ? links.page(page.code) : null, page.title)] },
        ...(decisions.length === 0
          ? []
          : [
              {
                table: {
                  head: ['Neighbour', 'Question', `It is ${page.code}`, 'It is the neighbour'],
                  rows: decisions.map(row),
                  records: true as const,
                },
              },
            ]),
      ]),
    ]),
  ];
}

/** Every duration and limit that the program quotes. @param picture with the heading for their picture, `picture` */
export function lifetimesDoc(kb: KnowledgeBase, links: TableLinks, picture = false): DocBlock[] {
  const sections = lifetimesTable(kb);
  const contents = sections.map(({ id, title }) => ({
    text: [linkedText(links.anchor(id, title), title)],
  }));
  return [
    { heading: LIFETIMES_TITLE, level: 1, id: 'lifetimes' },
    {
      p: [
        'Rules, hovers and reports take their figures from here. Each line names where the figure was read, and when.',
      ],
    },
    { list: contents },
    ...(picture ? [PICTURE] : []),
    ...sections.flatMap(({ id, title, rows }): DocBlock[] => [
      { heading: title, level: 2, id },
      {
        table: {
          head: ['Name', 'What', 'Shortest', 'Default', 'Longest', 'Source and review'],
          rows: rows.map(lifetimeCells),
          records: true,
        },
      },
    ]),
  ];
}

const PICTURE: DocBlock = { heading: 'All of them at a glance', level: 2, id: 'picture' };

function lifetimeCells({ lifetime, min, default: usual, max }: LifetimeRow): Inline[][] {
  const { id, what, note, source, reviewed } = lifetime;
  const cell = (text: string | undefined): Inline[] => (text === undefined ? [] : [text]);
  const origin: Inline =
    isWeb(source) && URL.canParse(source) ? { url: source, text: [new URL(source).host] } : source;
  return [
    [{ code: id }],
    spans(note === undefined ? `${what}.` : `${what}. ${note}.`),
    cell(min),
    cell(usual),
    cell(max),
    [origin, ` (${reviewed})`],
  ];
}

/** The file is no Markdown; backticks are all that it uses of it. */
function spans(text: string): Inline[] {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 0 ? part : { code: part }));
}

/** All entries and the two tables. */
export function indexDoc(kb: KnowledgeBase, links: TableLinks): DocBlock[] {
  const { families, rules } = indexTable(kb);
  const count = families.reduce((sum, { entries }) => sum + entries.length, 0);
  return [
    { heading: 'Knowledge base', level: 1, id: 'index' },
    { p: [`${count} errors and ${rules.length} rules. Every page can be read offline with `, EXPLAIN, '.'] },
    {
      list: [
        { text: [linkedText(links.table('decisions'), DECISIONS_TITLE)] },
        { text: [linkedText(links.table('lifetimes'), LIFETIMES_TITLE)] },
      ],
    },
    { heading: 'Errors', level: 2, id: 'errors' },
    ...families.flatMap((family: Family<{ code: string; title: string; raisedBy: string }>): DocBlock[] => [
      { heading: family.title, level: 3, id: family.id },
      {
        table: {
          head: ['Error', 'Meaning', 'Raised by'],
          rows: family.entries.map(({ code, title, raisedBy }) => [
            [linked(links.page(code), code)],
            [title],
            [raisedBy],
          ]),
        },
      },
    ]),
    { heading: 'Rules', level: 2, id: 'rules' },
    {
      table: {
        head: ['Rule', 'Finds', 'Severity', 'Languages'],
        rows: rules.map(({ id, title, severity, languages }) => [
          [linked(links.page(id), id)],
          [title],
          [severity],
          [languages.map((language) => language.title).join(', ')],
        ]),
      },
    },
  ];
}

const EXPLAIN: Inline = { code: 'session-doctor explain NAME' };

function linked(url: string | null, name: string): Inline {
  return url === null ? { code: name } : { url, text: [{ code: name }] };
}

function linkedText(url: string | null, text: string): Inline {
  return url === null ? text : { url, text: [text] };
}

function commas(pieces: readonly Inline[]): Inline[] {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [', ', piece]));
}
