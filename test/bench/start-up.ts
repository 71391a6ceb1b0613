import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKnowledgeBase } from '../../kb/compiled.ts';
import { find } from '../../kb/lookup.ts';
import { median, type Row, sideBySide } from './measure.ts';

/** How fast the knowledge base is there: loaded in a process, and as a whole command beside a bare Node.js. */
export function startUp(root: string): Row[] {
  const cli = join(root, 'dist/cli.js');
  const json = join(root, 'dist/kb.json');
  const loads = Array.from({ length: 30 }, () => {
    const started = performance.now();
    const kb = openKnowledgeBase(readFileSync(json, 'utf8'));
    if (kb === null || find(kb, 'ExpiredToken').kind !== 'found')
      throw new Error('the knowledge base did not load');
    return performance.now() - started;
  });
  const explain = { command: process.execPath, args: [cli, 'explain', 'ExpiredToken'] };
  const bare = { command: process.execPath, args: ['-e', '0'] };
  const { a, b } = sideBySide(explain, bare, 21);
  return [
    {
      question: 'load the whole knowledge base and look an entry up (first time in a process)',
      ours: loads[0] ?? 0,
      peer: null,
      limit: { millis: 30 },
    },
    { question: 'the same, median of 30', ours: median(loads), peer: null, limit: { millis: 30 } },
    {
      question: '`session-doctor explain ExpiredToken`, whole process',
      ours: a,
      peer: { name: '`node -e 0`', millis: b },
      limit: { ratio: 2.5 },
    },
  ];
}
