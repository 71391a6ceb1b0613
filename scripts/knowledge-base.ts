// Writes docs/knowledge-base/ from kb/. With --check it writes nothing and names what is out of date.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadKnowledgeBase } from '../kb/load.ts';
import { formatProblem } from '../kb/source.ts';
import { documentationPages } from '../server/render/special-pages.ts';
import { knowledgeBaseFiles, root } from './build.ts';

export const folder = join(root, 'docs/knowledge-base');
export const COMMAND = 'npx node scripts/knowledge-base.ts';

/** The pages as they should be, by file name. */
export async function wantedPages(): Promise<Record<string, string>> {
  const { kb, problems } = loadKnowledgeBase(await knowledgeBaseFiles());
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return documentationPages(kb);
}

/** One line for each file that is missing, out of date, or no longer made. */
export async function stalePages(pages: Record<string, string>, at = folder): Promise<string[]> {
  const there = await readdir(at).catch(() => []);
  const wrong = await Promise.all(
    Object.entries(pages).map(async ([name, text]) => {
      const now = await readFile(join(at, name), 'utf8').catch(() => null);
      if (now !== null && now.replaceAll('\r\n', '\n') === text) return [];
      return [`docs/knowledge-base/${name} is ${now === null ? 'missing' : 'out of date'}; run: ${COMMAND}`];
    }),
  );
  const left = there.filter((name) => name.endsWith('.md') && !Object.hasOwn(pages, name));
  return [
    ...wrong.flat(),
    ...left.map((name) => `docs/knowledge-base/${name} is not made any more; delete it`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const pages = await wantedPages();
    if (process.argv.includes('--check')) {
      const stale = await stalePages(pages);
      for (const line of stale) console.error(line);
      process.exitCode = stale.length === 0 ? 0 : 1;
    } else {
      await mkdir(folder, { recursive: true });
      for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, name), text);
      console.log(`Wrote ${Object.keys(pages).join(', ')} in docs/knowledge-base.`);
    }
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
