/// <reference lib="dom" />
import type { FrameLocator, Page } from 'playwright-core';
import { until } from '../support/until.ts';

/** What a person does in the workbench, by keyboard and mouse. Texts are waited for, never times. */
export interface Workbench {
  page: Page;
  /** Runs a command by its title in the command palette. */
  command(title: string): Promise<void>;
  openFile(name: string): Promise<void>;
  /** Types into the terminal once its prompt is drawn. */
  terminalRun(line: string): Promise<void>;
  /** Ends what runs in the terminal. */
  terminalStop(): Promise<void>;
  terminalText(): Promise<string>;
  /** Moves the mouse onto the last drawn occurrence of a word, in the terminal or in the editor. */
  hoverWord(where: 'terminal' | 'editor', word: string): Promise<{ x: number; y: number }>;
  /** The hover that is showing, once it holds `text`. */
  hoverText(text: RegExp, timeoutMs?: number): Promise<string>;
  /** The webview of the article panel. */
  article(): FrameLocator;
}

const ROWS = {
  terminal: '.terminal-wrapper.active .xterm-rows > div',
  editor: '.editor-instance .view-line',
};

export function workbenchOf(page: Page): Workbench {
  const texts = (where: keyof typeof ROWS) =>
    page.$$eval(ROWS[where], (rows) => rows.map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ')));

  const prompted = async () => /[#$%>]\s*$/.test((await texts('terminal')).join('\n').trimEnd());

  /** Types into the quick pick and takes the row; the list may still be filling when it first opens. */
  async function pick(query: string, row: string): Promise<void> {
    const input = page.locator('.quick-input-widget input.input');
    let tries = 0;
    await until(
      `"${row}" in the quick pick`,
      async () => {
        if (tries++ > 0) await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await input.waitFor({ state: 'visible', timeout: 2000 });
        await input.fill(query);
        const focused = page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: row });
        await focused.waitFor({ timeout: 2000 });
        await page.keyboard.press('Enter');
        return true;
      },
      { timeoutMs: 30_000 },
    );
    await input.waitFor({ state: 'hidden' });
  }

  const workbench: Workbench = {
    page,
    command: (title) => pick(`>${title}`, title),
    async openFile(name) {
      await pick(name, name);
      await page.locator('.tab.active').filter({ hasText: name }).waitFor();
    },
    async terminalRun(line) {
      await until('the terminal prompt', prompted);
      await page.locator('.terminal-wrapper.active .xterm-helper-textarea').first().focus();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    },
    async terminalStop() {
      const input = page.locator('.terminal-wrapper.active .xterm-helper-textarea').first();
      await until(
        'the end of what runs in the terminal',
        async () => {
          if (await prompted()) return true;
          await input.focus({ timeout: 2000 });
          await page.keyboard.press('Control+c');
          return until('the prompt', prompted, { timeoutMs: 2000 });
        },
        { timeoutMs: 20_000 },
      );
    },
    async terminalText() {
      return (await texts('terminal')).join('\n');
    },
    async hoverWord(where, word) {
      const place = await page.$$eval(
        ROWS[where],
        (rows, wanted) => {
          for (const row of [...rows].reverse()) {
            const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
              const at = (node.textContent ?? '').lastIndexOf(wanted);
              if (at === -1) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + wanted.length);
              const box = range.getBoundingClientRect();
              if (box.width > 0) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
            }
          }
          return null;
        },
        word,
      );
      if (place === null) throw new Error(`"${word}" is not drawn in the ${where}`);
      await page.mouse.move(place.x - 3, place.y);
      await page.mouse.move(place.x, place.y, { steps: 3 });
      return place;
    },
    async hoverText(text, timeoutMs = 10_000) {
      let shown = '';
      await until(
        `a hover with ${text}`,
        async () => {
          const hovers = await page.$$eval('.monaco-hover, .workbench-hover', (all) =>
            all.filter((one) => one.getBoundingClientRect().height > 0).map((one) => one.textContent ?? ''),
          );
          shown = hovers.map((one) => one.replaceAll('\u00a0', ' ')).find((one) => text.test(one)) ?? '';
          return shown !== '';
        },
        { timeoutMs },
      );
      return shown;
    },
    article: () => page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame'),
  };
  return workbench;
}
