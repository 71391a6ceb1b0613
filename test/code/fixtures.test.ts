import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../server/code/rules/index.ts';
import { codeFile, cure, findingsIn, fixtures, grammars, lineOf, marksIn } from './support.ts';

const all = fixtures();

test('every rule has fixtures, and every fixture a rule', () => {
  const known = new Set(rules.map(({ id }) => id));
  assert.deepEqual(new Set(all.map(({ rule }) => rule)), known, 'write test/code/fixtures/<rule-id>/');
});

for (const { rule, name, text, location } of all) {
  const file = codeFile(name, text);

  test(`${rule}/${name}: what is marked is found, and nothing else`, async () => {
    const found = (await findingsIn(file)).filter(({ code }) => code === rule);
    const marks = marksIn(text);
    assert.ok(marks.length > 0, 'a fixture without marks proves nothing');
    assert.ok(!marks.some((mark) => mark.rule !== rule), `marks must name ${rule}`);
    assert.deepEqual(
      found.map(({ start, severity }) => `${lineOf(text, start) + 1} ${severity}`),
      marks.filter(({ kind }) => kind === 'ruleid').map(({ line, severity }) => `${line + 1} ${severity}`),
    );
  });

  test(`${rule}/${name}: the fixes give the golden file`, async () => {
    const golden = location.replace(/(\.\w+)$/, '.fixed$1');
    const cured = await cure(file);
    if (process.env.UPDATE === '1') {
      if (cured.text === text) rmSync(golden, { force: true });
      else writeFileSync(golden, cured.text);
    }
    if (cured.text === text && !existsSync(golden)) return;
    assert.ok(existsSync(golden), `${golden} is missing; look at the fix, then run with UPDATE=1`);
    assert.equal(cured.text, readFileSync(golden, 'utf8'));
    const parsed = await grammars.parse(cured.text, file.language);
    assert.equal(parsed.kind, 'tree');
    if (parsed.kind !== 'tree') return;
    assert.equal(parsed.tree.rootNode.hasError, false, 'the fixed text has a syntax error');
    parsed.tree.delete();
    assert.deepEqual((await cure({ ...file, text: cured.text })).titles, [], 'a second run changes nothing');
    if (file.text.includes('\r\n')) assert.doesNotMatch(cured.text, /(?<!\r)\n/);
  });
}

test('there are enough idioms of each kind in each family', () => {
  for (const family of [/\.py$/, /\.[cm]?[jt]sx?$/]) {
    const marks = all.filter(({ name }) => family.test(name)).flatMap(({ text }) => marksIn(text));
    for (const kind of ['ruleid', 'ok']) {
      assert.ok(marks.filter((mark) => mark.kind === kind).length >= 12, `${family} ${kind}`);
    }
  }
});
