import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A screenshot under `test-results/`; with UPDATE=1 it replaces the README's picture of that name. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(root, process.env.UPDATE ? 'docs/pictures' : 'test-results');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
