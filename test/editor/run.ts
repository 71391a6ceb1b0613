// Runs test/editor/suite inside a real VS Code: the desktop one where it can be downloaded and shown, otherwise the
// browser-hosted one behind a launcher that takes the same arguments.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { startEmulator } from '../emulator/server.ts';
import { prepareDemo } from '../support/demo.ts';
import { editorSettings } from '../support/settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundle = join(root, '.vscode-test/suite/index.cjs');

await mkdir(join(root, '.vscode-test'), { recursive: true });
await build({
  entryPoints: [join(root, 'test/editor/suite/index.ts')],
  bundle: true,
  outfile: bundle,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'mocha'],
  logLevel: 'warning',
});

const folder = await mkdtemp(join(tmpdir(), 'session-doctor-suite-'));
const emulator = await startEmulator();
try {
  const demo = await prepareDemo(folder, emulator);
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  const code = await runTests({
    vscodeExecutablePath: await editorExecutable(),
    extensionDevelopmentPath: root,
    extensionTestsPath: bundle,
    launchArgs: [demo.workspace, '--disable-extensions', '--disable-workspace-trust'],
    extensionTestsEnv: {
      ...demo.env,
      SESSION_DOCTOR_TEST_SETTINGS: JSON.stringify(editorSettings),
      SESSION_DOCTOR_TEST_CREDENTIALS: demo.credentialsFile,
    },
  });
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await emulator.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function editorExecutable(): Promise<string> {
  const launcher = join(root, 'test/editor/host/launch.mjs');
  const canShow = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
  if (process.env.SESSION_DOCTOR_EDITOR === 'browser' || !canShow) return launcher;
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(root, '.vscode-test') });
  } catch (error) {
    console.log(`No desktop VS Code (${(error as Error).message}); using the browser-hosted one.`);
    return launcher;
  }
}
