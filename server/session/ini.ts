/**
 * AWS ini files with line numbers. The shared loader of the JavaScript SDK keeps no lines and drops what it cannot
 * read; a report has to name both, so this is a parser of our own: one pass, no exception, no value in a message.
 */

export interface IniValue {
  value: string;
  /** 1-based. */
  line: number;
}

export interface IniSection {
  name: string;
  line: number;
  values: Map<string, IniValue>;
  /** Indented blocks such as `s3 =` or the services of `[services x]`. */
  nested: Map<string, Map<string, IniValue>>;
}

export interface IniProblem {
  line: number;
  says: string;
  /** True where botocore's parser gives the whole file up, so that AWS CLI and boto3 do not start (configparser, strict). */
  refused: boolean;
}

export interface IniFile {
  path: string;
  sections: Map<string, IniSection>;
  problems: IniProblem[];
}

/** Keys whose value AWS reads literally, so that quotes and comments in it are worth a word. */
const LITERAL =
  /^(?:aws_(?:access_key_id|secret_access_key|session_token|security_token)|role_arn|source_profile|sso_[a-z_]+|mfa_serial|region)$/;

interface Cursor {
  file: IniFile;
  section: IniSection | null;
  /** Under a header that could not be read; its keys belong to nobody. */
  lost: boolean;
  /** The last key: lines indented deeper belong to it. */
  key: { name: string; indent: number; empty: boolean } | null;
}

export function parseIni(text: string, path: string): IniFile {
  const file: IniFile = { path, sections: new Map(), problems: [] };
  if (text.includes('\u0000')) {
    file.problems.push({ line: 1, says: 'is not UTF-8 text (it looks like UTF-16)', refused: true });
    return file;
  }
  let rest = text;
  if (rest.startsWith('\ufeff')) {
    rest = rest.slice(1);
    file.problems.push({
      line: 1,
      says: 'begins with a byte order mark, which AWS CLI and boto3 refuse',
      refused: true,
    });
  }
  const cursor: Cursor = { file, section: null, lost: false, key: null };
  rest.split(/\r\n|\n|\r/).forEach((line, index) => {
    readLine(cursor, line, index + 1);
  });
  return file;
}

function readLine(cursor: Cursor, raw: string, line: number): void {
  const trimmed = raw.trim();
  if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) return;
  if (trimmed.includes('\ufffd')) complain(cursor, line, 'holds bytes that are not UTF-8', true);
  if (trimmed.startsWith('[')) openSection(cursor, trimmed, line);
  else readValue(cursor, raw, trimmed, line);
}

function openSection(cursor: Cursor, trimmed: string, line: number): void {
  cursor.key = null;
  cursor.section = null;
  const end = trimmed.indexOf(']');
  const name = trimmed.slice(1, end === -1 ? undefined : end).trim();
  cursor.lost = end === -1 || name === '';
  if (cursor.lost) {
    complain(cursor, line, 'opens a section that has no name or no closing bracket', true);
    return;
  }
  const known = cursor.file.sections.get(name);
  if (known !== undefined) {
    complain(
      cursor,
      line,
      `repeats the section [${name}] of line ${known.line}; AWS CLI and boto3 refuse the file`,
      true,
    );
  }
  cursor.section = known ?? { name, line, values: new Map(), nested: new Map() };
  cursor.file.sections.set(name, cursor.section);
}

function readValue(cursor: Cursor, raw: string, trimmed: string, line: number): void {
  const indent = raw.length - raw.trimStart().length;
  const parent = cursor.key !== null && indent > cursor.key.indent ? cursor.key : null;
  const equals = trimmed.indexOf('=');
  const colon = equals === -1 ? trimmed.indexOf(':') : -1;
  const cut = equals === -1 ? colon : equals;
  if (cut < 1) {
    if (parent === null || parent.empty)
      complain(cursor, line, 'is neither a section, a key = value, nor a comment', true);
    return;
  }
  const name = trimmed.slice(0, cut).trim().toLowerCase();
  const value: IniValue = { value: trimmed.slice(cut + 1).trim(), line };
  if (cursor.section === null) {
    if (!cursor.lost) complain(cursor, line, 'stands before any section', true);
    return;
  }
  if (parent?.empty) {
    const block = cursor.section.nested.get(parent.name) ?? new Map<string, IniValue>();
    cursor.section.nested.set(parent.name, block.set(name, value));
    return;
  }
  if (parent !== null)
    complain(cursor, line, 'is indented, so AWS CLI and boto3 read it as part of the line above', false);
  if (colon !== -1)
    complain(cursor, line, 'uses a colon, which only AWS CLI and boto3 read as an equals sign', false);
  cursor.key = { name, indent: parent?.indent ?? indent, empty: value.value === '' };
  store(cursor, cursor.section, name, value);
}

function store(cursor: Cursor, section: IniSection, name: string, value: IniValue): void {
  const literal = LITERAL.test(name);
  if (section.values.has(name)) {
    const what = literal ? name : 'a key';
    complain(
      cursor,
      value.line,
      `sets ${what} of [${section.name}] again; AWS CLI and boto3 refuse the file`,
      true,
    );
  }
  const comment = /\s[#;]/.exec(value.value);
  if (comment !== null) {
    value.value = value.value.slice(0, comment.index).trim();
    if (literal)
      complain(
        cursor,
        value.line,
        `has a comment behind ${name}; AWS CLI and boto3 read it as part of the value`,
        false,
      );
  }
  if (literal && /^["']|["']$/.test(value.value)) {
    complain(cursor, value.line, `has quotes around ${name}; they count as part of the value`, false);
  }
  section.values.set(name, value);
}

function complain(cursor: Cursor, line: number, says: string, refused: boolean): void {
  cursor.file.problems.push({ line, says, refused });
}
