import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('no key-shaped literal in the repository', () => {
  const names = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const shaped = names
    .split('\n')
    .filter((name) => name !== '' && !name.endsWith('.png'))
    .flatMap((name) => {
      const found = readFileSync(join(root, name), 'utf8').match(
        /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/,
      );
      return found === null || found[0].endsWith('EXAMPLE') ? [] : [`${name}: ${found[0].slice(0, 4)}…`];
    });
  assert.deepEqual(shaped, []);
});
