import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const serverMain = join(here, 'node_modules/code-server/lib/vscode/out/server-main.js');

export interface EditorOptions {
  workspace: string;
  /** Folder of the extension under development, loaded without installing it. */
  extensionDevelopmentPath?: string;
  /** Module whose `run()` is the test suite; the editor then ends by itself. */
  extensionTestsPath?: string;
  extensionsDir?: string;
  /** A packaged extension to install first. */
  install?: string;
  userDataDir?: string;
  /** Added to the environment of the editor, its terminals and its extensions. */
  env?: Record<string, string>;
  /** In place of this process's environment. */
  baseEnv?: Record<string, string>;
  /** User settings, as in settings.json. */
  settings?: Record<string, unknown>;
  /** Require `?tkn=` in the address; without it the server answers anybody on loopback. */
  token?: string;
  port?: number;
  log?: (line: string) => void;
}

/** VS Code's own server and workbench, on a loopback port. */
export interface EditorServer {
  port: number;
  /** Address of the workbench with the workspace open. */
  address: string;
  process: ChildProcess;
  close(): Promise<void>;
}

export function editorHostInstalled(): boolean {
  return existsSync(serverMain);
}

export async function startEditorServer(options: EditorOptions): Promise<EditorServer> {
  const port = options.port ?? (await freePort());
  const data = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'session-doctor-editor-')));
  await writeSettings(data, options.settings ?? {});
  const extensions = options.extensionsDir ?? join(data, 'extensions');
  const env = { ...(options.baseEnv ?? process.env), ...options.env };
  if (options.install !== undefined) installExtension(options.install, extensions, data, env);
  const development = options.extensionDevelopmentPath !== undefined;
  const child = spawn(
    process.execPath,
    [
      serverMain,
      '--host=127.0.0.1',
      `--port=${port}`,
      ...(options.token ? [`--connection-token=${options.token}`] : ['--without-connection-token']),
      '--accept-server-license-terms',
      `--server-data-dir=${data}`,
      `--extensions-dir=${extensions}`,
      '--telemetry-level=off',
      // Only disposable copies of the samples are opened here.
      '--disable-workspace-trust',
      ...(development ? ['--enable-smoke-test-driver'] : []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  await untilListening(child, options.log);
  const folder = encodeURIComponent(options.workspace);
  const payload = development
    ? `&payload=${encodeURIComponent(JSON.stringify(payloadOf(port, options)))}`
    : '';
  const token = options.token ? `&tkn=${options.token}` : '';
  return {
    port,
    address: `http://127.0.0.1:${port}/?folder=${folder}${token}${payload}`,
    process: child,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.pid !== undefined) {
        // The server forks an extension host and a terminal host; the whole group has to go.
        try {
          process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
        } catch {
          child.kill('SIGKILL');
        }
        await ended;
      }
      if (options.userDataDir === undefined) await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function installExtension(vsix: string, extensions: string, data: string, env: NodeJS.ProcessEnv): void {
  const done = spawnSync(
    process.execPath,
    [
      serverMain,
      `--install-extension=${vsix}`,
      `--extensions-dir=${extensions}`,
      `--server-data-dir=${data}`,
    ],
    { env, encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(`${vsix} could not be installed:\n${done.stdout}${done.stderr}`);
}

function payloadOf(port: number, options: EditorOptions): string[][] {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  return [
    ...(options.extensionDevelopmentPath
      ? [['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)]]
      : []),
    ...(options.extensionTestsPath ? [['extensionTestsPath', remote(options.extensionTestsPath)]] : []),
    ['skipWelcome', 'true'],
  ];
}

async function writeSettings(data: string, settings: Record<string, unknown>): Promise<void> {
  const folder = join(data, 'data', 'Machine');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

async function untilListening(child: ChildProcess, log?: (line: string) => void): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      for (const line of chunk.toString().split('\n')) if (line.trim()) log?.(line);
      if (output.includes('Extension host agent listening')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) =>
      reject(new Error(`the editor server ended with ${code} before it listened:\n${output}`)),
    );
  });
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Chromium or Chrome of this machine; Playwright's own download is not needed. */
export async function openBrowser(): Promise<Browser> {
  const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.SESSION_DOCTOR_BROWSER ?? candidates.find((path) => existsSync(path));
  return chromium.launch({
    ...(executablePath ? { executablePath } : { channel: 'chrome' }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}

/** Opens the workbench and waits until it is drawn. */
export async function openWorkbench(browser: Browser, server: EditorServer): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1.5,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  await page.goto(server.address);
  await page.waitForSelector('.monaco-workbench .part.editor', { timeout: 60_000 });
  // The extension's own item: commands, terminals and extensions are there by then.
  await page.locator('.statusbar-item').filter({ hasText: 'AWS' }).waitFor({ timeout: 60_000 });
  return page;
}
