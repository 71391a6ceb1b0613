import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildAll, root } from './build.ts';
import { ensure, ensureEditorHost } from './prerequisites.ts';

/** The layers of `npm test`, cheapest first. `npm test -- unit editor` runs just those. */
const layers: Record<string, { about: string; run: () => boolean }> = {
  style: { about: 'formatter, linter, types', run: () => bin('biome', 'ci', '.') && bin('tsc', '-p', '.') },
  unit: {
    about: 'engines, knowledge base, server, command line, repository',
    run: () => nodeTests('{repository,kb,team,logs,scenarios,code,session,render,server,cli}'),
  },
  clients: { about: 'the emulator against real AWS clients', run: () => nodeTests('{emulator,clients}') },
  editor: { about: 'the extension in a real VS Code', run: () => node('test/editor/run.ts') },
  story: { about: 'the whole way, in a real VS Code through a real browser', run: () => nodeTests('story') },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in layers));
if (unknown.length > 0 || asked.includes('--help')) {
  console.log('npm test [-- LAYER ...]\n');
  for (const [name, { about }] of Object.entries(layers)) console.log(`  ${name.padEnd(8)} ${about}`);
  process.exit(asked.includes('--help') ? 0 : 2);
}

const chosen = Object.entries(layers).filter(([name]) => asked.length === 0 || asked.includes(name));
const needsEditor = chosen.some(([name]) => name === 'editor' || name === 'story');
const needsClients = chosen.some(([name]) => ['unit', 'clients', 'story'].includes(name));
try {
  if (needsClients) ensure('boto3', 'awsCli');
  if (chosen.some(([name]) => name === 'clients')) ensure('go', 'ruby', 'rclone', 's3cmd', 'restic');
  if (needsEditor) {
    ensure('browser');
    ensureEditorHost();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
await buildAll();

const results = chosen.map(([name, layer]) => {
  console.log(`\n── ${name}: ${layer.about}`);
  const started = performance.now();
  const passed = layer.run();
  return { name, passed, seconds: Math.round((performance.now() - started) / 1000) };
});
console.log('');
for (const { name, passed, seconds } of results) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
}
const failed = results.filter((result) => !result.passed).length;
console.log(`\nlayers: ${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function node(...args: string[]): boolean {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function nodeTests(folder: string): boolean {
  return node('--test', '--test-reporter=spec', join('test', folder, '**/*.test.ts'));
}

function bin(name: string, ...args: string[]): boolean {
  return spawnSync(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: 'inherit' }).status === 0;
}
