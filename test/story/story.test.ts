import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import {
  type EditorServer,
  openBrowser,
  openWorkbench,
  startEditorServer,
} from '../editor/host/browser-editor.ts';
import { type Workbench, workbenchOf } from '../editor/workbench.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { type Demo, prepareDemo, withoutAws } from '../support/demo.ts';
import { picture } from '../support/pictures.ts';
import { editorSettings } from '../support/settings.ts';
import { until } from '../support/until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LIFETIME_SECONDS = 3;

let folder: string;
let emulator: Emulator;
let demo: Demo;
let editor: EditorServer;
let browser: Browser;
let bench: Workbench;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-doctor-story-'));
  emulator = await startEmulator();
  emulator.switches.sessionSeconds = LIFETIME_SECONDS;
  demo = await prepareDemo(folder, emulator);
  editor = await startEditorServer({
    workspace: demo.workspace,
    extensionDevelopmentPath: root,
    env: demo.env,
    baseEnv: withoutAws(process.env),
    settings: editorSettings,
  });
  browser = await openBrowser();
  bench = workbenchOf(await openWorkbench(browser, editor));
});

after(async () => {
  await browser?.close();
  await editor?.close();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('from ExpiredToken in a terminal to a proven fix', { timeout: 240_000 }, async (t) => {
  const { page } = bench;
  await t.test('a real script prints ExpiredToken', async () => {
    await bench.command('Terminal: Create New Terminal');
    await bench.terminalRun('python3 sign_in.py && python3 worker.py');
    await until('the worker fails', async () => /ExpiredToken/.test(await bench.terminalText()), {
      timeoutMs: 60_000,
    });
  });

  await t.test('hovering the word in the terminal shows the verdict', async () => {
    const shown = await until(
      'the tooltip',
      async () => {
        await bench.hoverWord('terminal', 'ExpiredToken');
        return bench.hoverText(/The session ended (?:\d+|less than 1) s before this PutObject request/, 3000);
      },
      { timeoutMs: 30_000 },
    );
    assert.match(shown, /ExpiredToken/);
    await picture(page, 'terminal-tooltip');
  });

  await t.test('a click opens the article with the evidence', async () => {
    const place = await bench.hoverWord('terminal', 'ExpiredToken');
    await page.keyboard.down('Control');
    await page.mouse.click(place.x, place.y);
    await page.keyboard.up('Control');
    const article = bench.article();
    await article
      .getByRole('heading', { name: /ExpiredToken/ })
      .first()
      .waitFor();
    await article
      .getByText(/session had ended (?:\d+|less than 1) s before this PutObject request/)
      .waitFor();
    await article.getByRole('heading', { name: 'Causes' }).waitFor();
    await picture(page, 'article');
  });

  await t.test('the captured output opens as a log whose hover explains and proves', async () => {
    await bench.command('AWS Session: Open Terminal Output as Log');
    await page.locator('.tab.active').filter({ hasText: 'Untitled' }).waitFor();
    await bench.command('View: Toggle Panel Visibility');
    const shown = await until(
      'the hover',
      async () => {
        await bench.hoverWord('editor', 'ExpiredToken');
        return bench.hoverText(/session had ended (?:\d+|less than 1) s before this PutObject request/, 3000);
      },
      { timeoutMs: 30_000 },
    );
    for (const part of [/Causes|Likely causes/i, /Check|Diagnos/i, /Fix/i]) assert.match(shown, part);
    await picture(page, 'log-hover');
    await page.keyboard.press('Escape');
  });

  await t.test('the session check says expired, and which source', async () => {
    await bench.command('AWS Session: Check Session');
    const article = bench.article();
    await article
      .getByText(/expired/i)
      .first()
      .waitFor();
    const text = (await article.locator('main').innerText()).replace(/\s+/g, ' ');
    assert.match(text, /expired/i);
    assert.match(text, /default/);
    assert.match(text, /credentials/);
    await page.locator('.statusbar-item').filter({ hasText: 'AWS expired' }).waitFor();
    await picture(page, 'session-report');
  });

  await t.test('the quick fix is applied to the script', async () => {
    await bench.openFile('worker.py');
    await until('the finding', async () => {
      await page.keyboard.press('F8');
      return (await page.locator('.marker-widget').filter({ hasText: 'static-session-token' }).count()) > 0;
    });
    await page.keyboard.press('Escape');
    await page.locator('.squiggly-warning').first().waitFor();
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget');
    const offer = menu.getByText('Use a refreshing assume-role provider', { exact: false }).first();
    await offer.waitFor();
    await picture(page, 'quick-fix');
    await offer.click();
    await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await until('the file on disk', async () =>
      (await readFile(join(demo.workspace, 'worker.py'), 'utf8')).includes('DeferredRefreshableCredentials'),
    );
    await picture(page, 'fixed-script');
  });

  await t.test('the fixed script outlives three sessions without an error', async () => {
    await bench.command('View: Toggle Panel Visibility');
    await bench.terminalStop();
    const seen = emulator.requests.length;
    const since = Date.now();
    await bench.terminalRun('clear && python3 worker.py');
    const writes = () => emulator.requests.slice(seen).filter((request) => request.operation === 'PutObject');
    await until(
      'writes over three session lifetimes',
      () => {
        const [first, last] = [writes()[0], writes().at(-1)];
        return (
          first !== undefined &&
          last !== undefined &&
          Date.parse(last.at) - Date.parse(first.at) > (3 * LIFETIME_SECONDS + 1) * 1000
        );
      },
      { timeoutMs: 60_000 },
    );
    assert.deepEqual(
      writes().filter((request) => request.code !== null),
      [],
    );
    assert.ok(
      writes().length > 3 * LIFETIME_SECONDS - 2,
      `${writes().length} writes in ${Date.now() - since} ms`,
    );
    assert.doesNotMatch(await bench.terminalText(), /ERROR/);
  });
});
