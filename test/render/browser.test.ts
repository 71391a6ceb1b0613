import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import type { Browser } from 'playwright-core';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { renderArticleHtml } from '../../server/render/article-html.ts';
import { specialPage } from '../../server/render/special-pages.ts';
import { timelineSvg } from '../../server/render/timeline-svg.ts';
import { openBrowser } from '../editor/host/browser-editor.ts';
import { errorPage, ourFiles } from '../kb/pages.ts';

const { kb } = loadKnowledgeBase(ourFiles());
const DAY = Date.parse('2026-04-15T00:00:00Z');
const crowded = timelineSvg(
  {
    from: DAY,
    to: DAY + 3e8,
    lifetime: { start: DAY - 1, end: DAY + 1e8, note: 'as the log says' },
    events: Array.from({ length: 14 }, (_, at) => ({
      at: DAY + ((at * 37) % 14) * 2e7,
      label: `WWWWW event number ${at} with QUITE a long label in CAPITALS`,
      kind: (['start', 'warning', 'failure', 'recovery', 'end'] as const)[at % 5] ?? 'start',
    })),
  },
  { title: 'Crowded', id: 'crowded' },
);

const PAGES: Record<string, string> = {
  'the page of ExpiredToken': renderArticleHtml(errorPage({ kb, problems: [] }, 'ExpiredToken'), kb),
  'the page of CredentialRefreshFailed': renderArticleHtml(
    errorPage({ kb, problems: [] }, 'CredentialRefreshFailed'),
    kb,
  ),
  'the lifetimes': specialPage(kb, 'lifetimes')?.html ?? '',
  'a crowded timeline': crowded,
};
const THEMES: Record<string, { ground: string; text: string }> = {
  light: { ground: 'rgb(255, 255, 255)', text: 'rgb(59, 59, 59)' },
  dark: { ground: 'rgb(31, 31, 31)', text: 'rgb(204, 204, 204)' },
};

/** The policy of the editor's webview: no script, no style but the page's own. */
function whole(html: string, { ground, text }: { ground: string; text: string }): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-a';">
<style nonce="a">body { background: ${ground}; color: ${text}; font: 13px sans-serif; width: 52rem; }</style>
</head><body>${html}</body></html>`;
}

/** Runs in the page: what each text of the pictures covers, and its colour. */
function measure(): { words: string; colour: string; x: number; y: number; right: number; bottom: number }[] {
  // biome-ignore lint/suspicious/noExplicitAny: the types of a browser are not those of this program
  const { document, getComputedStyle } = globalThis as any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return [...document.querySelectorAll('svg text')].map((element: any) => {
    const { x, y, right, bottom } = element.getBoundingClientRect();
    return { words: element.textContent, colour: getComputedStyle(element).fill, x, y, right, bottom };
  });
}

const installed =
  process.env.SESSION_DOCTOR_BROWSER !== undefined ||
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some((path) =>
    existsSync(path),
  );

test('in a browser, under the policy of the editor', {
  skip: installed ? false : 'no browser',
}, async (t) => {
  const browser: Browser = await openBrowser();
  t.after(() => browser.close());
  for (const [name, html] of Object.entries(PAGES)) {
    for (const [theme, colours] of Object.entries(THEMES)) {
      await t.test(
        `${name}, ${theme}: all words apart, in the colour of the page, within the picture`,
        async () => {
          const page = await browser.newPage();
          const complaints: string[] = [];
          page.on('console', (message) => complaints.push(message.text()));
          page.on('request', ({ url }) => complaints.push(`asks for ${url()}`));
          await page.setContent(whole(html, colours));
          const texts = await page.evaluate(measure);
          assert.ok(texts.length >= 8);
          texts.forEach((one, at) => {
            assert.equal(one.colour, colours.text, one.words);
            for (const other of texts.slice(at + 1)) {
              const apart =
                one.right <= other.x ||
                other.right <= one.x ||
                one.bottom <= other.y + 2 ||
                other.bottom <= one.y + 2;
              assert.ok(apart, `"${one.words}" on "${other.words}"`);
            }
          });
          const frame = await page.locator('svg').boundingBox();
          assert.ok(frame !== null);
          for (const { words, x, right, y, bottom } of texts) {
            const inside =
              x >= frame.x &&
              right <= frame.x + frame.width &&
              y >= frame.y &&
              bottom <= frame.y + frame.height;
            assert.ok(inside, `"${words}" leaves the picture`);
          }
          const shape = await page
            .locator('svg path[fill^="var("], svg path[stroke^="var("]')
            .first()
            .evaluate((element) => {
              // biome-ignore lint/suspicious/noExplicitAny: as above
              const { fill, stroke } = (globalThis as any).getComputedStyle(element);
              return [fill, stroke];
            });
          assert.ok(
            shape.some((colour: string) => /^rgb\((?!0, 0, 0\))/.test(colour)),
            shape.join(', '),
          );
          assert.deepEqual(complaints, []);
          await page.close();
        },
      );
    }
  }
});
