import type { Problem, SourceFile } from './types.ts';

/** UTF-16 units; a page of ours has about 20,000. The most hostile page of this size is read within a second. */
export const MAX_PAGE = 256 * 1024;
const MAX_FRONT_MATTER = 64 * 1024;
const MAX_PROBLEMS = 50;
const MAX_MESSAGE = 400;

export type Report = (line: number, message: string) => void;

/** Collects the problems of one file, bounded, so that a file full of nonsense does not flood its reader. */
export function reporter(file: string): { problems: Problem[]; report: Report } {
  const problems: Problem[] = [];
  const report: Report = (line, message) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ file, line, message: bounded(message) });
    else if (problems.length === MAX_PROBLEMS) {
      problems.push({ file, line, message: `more than ${MAX_PROBLEMS} problems; repair the first ones` });
    }
  };
  return { problems, report };
}

/** A message that quotes a page is no longer than a person reads. */
function bounded(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}

export function formatProblem({ file, line, message }: Problem): string {
  return `${file}:${line}: ${message}`;
}

const CONTROL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]/g;

/**
 * The text with plain newlines and without invisible characters (which could make a page read otherwise than it is);
 * null when it is no page at all.
 */
export function cleanText({ text }: SourceFile, report: Report): string | null {
  if (text.length > MAX_PAGE) {
    report(1, `the file has ${text.length} characters; a page may have ${MAX_PAGE}`);
    return null;
  }
  if (text.includes('\u0000') || text.includes('\ufffd')) {
    report(1, 'the file is not UTF-8 text; save it as UTF-8');
    return null;
  }
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  let [line, counted] = [1, 0];
  return lines.replace(CONTROL, (mark, at: number) => {
    for (; counted < at; counted++) if (lines[counted] === '\n') line++;
    const name = `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    report(line, `invisible character ${name}; delete it`);
    return '';
  });
}

export interface Parts {
  yaml: string;
  /** 1-based line where the YAML starts. */
  yamlLine: number;
  body: string;
  /** Lines before the body. */
  bodyOffset: number;
}

/** Front matter and body of a page; null when there is no front matter. */
export function splitPage(text: string, report: Report): Parts | null {
  if (!text.startsWith('---\n')) {
    report(1, 'start the page with front matter: a line "---", then "key: value" lines, then a line "---"');
    return null;
  }
  const end = text.slice(0, MAX_FRONT_MATTER).indexOf('\n---\n', 3);
  if (end === -1) {
    report(1, 'the front matter does not end; write a line "---" after its last key');
    return null;
  }
  const yaml = text.slice(4, end + 1);
  return { yaml, yamlLine: 2, body: text.slice(end + 5), bodyOffset: yaml.split('\n').length + 1 };
}
