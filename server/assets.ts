import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openKnowledgeBase } from '../kb/compiled.ts';
import type { KnowledgeBase } from '../kb/types.ts';

/** `dist/`, seen from a bundle in it, from a chunk in its `chunks/`, and from this source file. */
const folder = ['./', '../', '../dist/']
  .map((step) => new URL(step, import.meta.url))
  .find((url) => existsSync(new URL('kb.json', url)));

function asset(name: string): string {
  if (folder === undefined) throw new Error('dist/kb.json is missing; run npm run build');
  return fileURLToPath(new URL(name, folder));
}

/** The compiled knowledge base. */
export function knowledgeBase(): KnowledgeBase {
  const kb = openKnowledgeBase(readFileSync(asset('kb.json'), 'utf8'));
  if (kb === null) throw new Error('dist/kb.json is damaged or of another version; run npm run build');
  return kb;
}

/** A grammar or the tree-sitter runtime. */
export async function wasm(name: string): Promise<Uint8Array> {
  return readFile(asset(`grammars/${name}`));
}

export function version(): string {
  return (JSON.parse(readFileSync(asset('../package.json'), 'utf8')) as { version: string }).version;
}
