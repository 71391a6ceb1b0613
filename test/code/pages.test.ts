import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../server/code/rules/index.ts';
import type { LanguageId } from '../../server/code/types.ts';
import { cure, findingsIn } from './support.ts';

interface Fence {
  language: LanguageId;
  role: string;
  text: string;
}

function fencesOf(id: string): Fence[] {
  const page = readFileSync(new URL(`../../kb/rules/${id}.md`, import.meta.url), 'utf8');
  return [...page.matchAll(/^```(\w+) (bad|good|fixed)\n(.*?)^```$/gms)].map(
    ([, language, role = '', text = '']) => ({
      language: language as LanguageId,
      role,
      text,
    }),
  );
}

for (const { id } of rules) {
  const fences = fencesOf(id);

  test(`${id}: the page shows what is found and what is not`, async () => {
    assert.ok(
      fences.some(({ role }) => role === 'bad') && fences.some(({ role }) => role === 'good'),
      `kb/rules/${id}.md needs bad and good examples`,
    );
    for (const { language, role, text } of fences) {
      const found = (await findingsIn({ text, language, path: 'example' })).map(({ code }) => code);
      assert.deepEqual(found, role === 'bad' ? [id] : [], `${language} ${role}`);
    }
  });

  test(`${id}: the fix of a bad example is the fixed example`, async () => {
    for (const [at, { language, role, text }] of fences.entries()) {
      const fixed = fences[at + 1];
      if (role !== 'bad' || fixed?.role !== 'fixed') continue;
      assert.equal((await cure({ text, language, path: 'example' })).text, fixed.text, language);
    }
  });
}
