import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyEdits } from '../../server/code/edits.ts';
import { languageOf } from '../../server/code/languages.ts';
import { rules } from '../../server/code/rules/index.ts';
import { type CodeFile, scanCode, scanWithFixes } from '../../server/code/scan.ts';
import { openGrammars } from '../../server/code/tree.ts';
import type { LanguageId } from '../../server/code/types.ts';
import type { RiskFinding } from '../../server/types.ts';

const wasm = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

export const readWasm = (name: string): Promise<Uint8Array> => readFile(join(wasm, name));
export const grammars = openGrammars(readWasm, { now: () => performance.now() });

/** A rule that throws fails the test that runs it. */
export const failingLog = (line: string): never => assert.fail(line);

export function codeFile(path: string, text: string): CodeFile {
  return { path, text, language: languageOf(path) as LanguageId };
}

export async function findingsIn(file: CodeFile): Promise<RiskFinding[]> {
  const scan = await scanCode(file, rules, grammars, failingLog);
  assert.equal(scan.kind, 'scanned');
  return scan.kind === 'scanned' ? scan.findings : [];
}

export interface Cured {
  text: string;
  titles: string[];
}

/** Applies the first fix of the first finding that has one, on the text as it then is, until there is none left. */
export async function cure(file: CodeFile): Promise<Cured> {
  const titles: string[] = [];
  let text = file.text;
  for (let round = 0; round < 40; round += 1) {
    const scan = await scanWithFixes({ ...file, text }, rules, grammars, failingLog);
    const first = scan.kind === 'scanned' ? scan.offers.flatMap(({ fixes }) => fixes)[0] : undefined;
    if (first === undefined) return { text, titles };
    for (const [at, edit] of first.edits.entries()) {
      const before = first.edits[at - 1];
      assert.ok(
        before === undefined || before.end <= edit.start,
        `${file.path}: edits overlap or are out of order`,
      );
    }
    titles.push(first.title);
    text = applyEdits(text, first.edits);
  }
  return assert.fail(`${file.path}: fixes never end`);
}

/** 0-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

export interface Fixture {
  rule: string;
  name: string;
  location: string;
  text: string;
}

const folder = fileURLToPath(new URL('fixtures', import.meta.url));

/** Every file below `fixtures/<rule-id>/` that is no golden. */
export function fixtures(): Fixture[] {
  return readdirSync(folder).flatMap((rule) =>
    readdirSync(join(folder, rule))
      .filter((name) => !name.includes('.fixed.'))
      .map((name) => {
        const location = join(folder, rule, name);
        return { rule, name, location, text: readFileSync(location, 'utf8') };
      }),
  );
}

export interface Mark {
  kind: 'ruleid' | 'ok';
  rule: string;
  severity: string;
  /** 0-based line that the mark speaks of: the next one that holds code. */
  line: number;
}

export function marksIn(text: string): Mark[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const match = /(?:#|\/\/) (ruleid|ok): ([\w-]+)(?: \((\w+)\))?\s*$/.exec(line);
    if (match === null) return [];
    const [, kind, rule = '', severity = 'warning'] = match;
    const next = lines.findIndex((other, index) => index > at && !/^\s*(?:#|\/\/|$)/.test(other));
    return [{ kind: kind as Mark['kind'], rule, severity, line: next }];
  });
}
