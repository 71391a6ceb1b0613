import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { startEditorServer } from '../test/editor/host/browser-editor.ts';
import { startEmulator } from '../test/emulator/server.ts';
import { prepareDemo, withoutAws } from '../test/support/demo.ts';
import { editorSettings } from '../test/support/settings.ts';
import { buildAll, root } from './build.ts';
import { packageExtension } from './package.ts';
import { ensure, ensureEditorHost } from './prerequisites.ts';

const HELP = `npm start [-- OPTIONS]

Opens the sample workspace in a real VS Code with the extension and a local AWS emulator. No AWS account is needed
or touched.

  --session-seconds N   how long the emulator's sessions live (default 30)
  --port N              port of the browser-hosted editor (default: a free one)
  --browser             the browser-hosted editor even where a desktop VS Code is at hand
  --help                this text`;

const demoSettings = { ...editorSettings, 'workbench.startupEditor': 'readme' };

const { values } = parseArgs({
  options: {
    'session-seconds': { type: 'string', default: '30' },
    port: { type: 'string' },
    browser: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const seconds = Number(values['session-seconds']);
if (!Number.isInteger(seconds) || seconds < 1) {
  console.error('--session-seconds takes a whole number of seconds from 1 on');
  process.exit(2);
}

try {
  ensure('boto3');
} catch (error) {
  console.error(
    `${(error as Error).message}\nThe editor starts all the same; the Python samples will not run.`,
  );
}

const desktop = values.browser ? null : await desktopEditor();
try {
  if (desktop === null) ensureEditorHost();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
await buildAll();

const folder = join(root, '.demo');
await rm(folder, { recursive: true, force: true });
const emulator = await startEmulator();
emulator.switches.sessionSeconds = seconds;
const demo = await prepareDemo(folder, emulator);
const env = { ...withoutAws(process.env), ...demo.env };
console.log(`AWS emulator       ${emulator.url} (sessions live ${seconds} s)`);
console.log(`Sample workspace   ${demo.workspace} (a copy; start there with README.md)`);

if (desktop !== null) {
  const settings = join(folder, 'data/User/settings.json');
  await writeSettings(settings);
  console.log(`Editor             ${desktop}`);
  const editor = spawn(
    desktop,
    [
      '--new-window',
      '--wait',
      `--user-data-dir=${join(folder, 'data')}`,
      `--extensions-dir=${join(folder, 'extensions')}`,
      `--extensionDevelopmentPath=${root}`,
      demo.workspace,
    ],
    { env, stdio: 'ignore', shell: process.platform === 'win32' },
  );
  editor.once('exit', () => void end(0));
} else {
  const extensionsDir = join(folder, 'extensions');
  const server = await startEditorServer({
    workspace: demo.workspace,
    extensionsDir,
    install: await packageExtension(),
    userDataDir: join(folder, 'data'),
    env: demo.env,
    baseEnv: withoutAws(process.env),
    settings: demoSettings,
    token: randomBytes(16).toString('hex'),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  console.log(`Editor             ${server.address}`);
  server.process.once('exit', () => void end(1));
}
console.log('\nCtrl+C ends it all.');
process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));

async function end(code: number): Promise<never> {
  await emulator.close();
  process.exit(code);
}

/** A desktop VS Code that can be shown here: the one on PATH, or one that can be downloaded. */
async function desktopEditor(): Promise<string | null> {
  const canShow =
    process.platform !== 'linux' ||
    process.env.DISPLAY !== undefined ||
    process.env.WAYLAND_DISPLAY !== undefined;
  if (!canShow) return null;
  if (spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0)
    return 'code';
  return downloadAndUnzipVSCode({ cachePath: join(root, '.vscode-test') }).catch(() => null);
}

async function writeSettings(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(demoSettings, null, 2));
}
