import treeSitter from '@vscode/tree-sitter-wasm';
import { grammarFile, RUNTIME_FILE } from './languages.ts';
import type { LanguageId } from './types.ts';

export type Node = import('@vscode/tree-sitter-wasm').Node;
export type Tree = import('@vscode/tree-sitter-wasm').Tree;
type Parser = import('@vscode/tree-sitter-wasm').Parser;

/** UTF-16 units. Larger files are minified or generated; nobody fixes those by hand. */
export const SIZE_LIMIT = 2_000_000;
const TIME_LIMIT_MS = 1000;

export type Parsed =
  /** The caller frees the tree with `tree.delete()`. */
  { kind: 'tree'; tree: Tree } | { kind: 'skipped'; reason: SkipReason; says: string };

export type SkipReason = 'too-large' | 'too-slow' | 'no-grammar';

/** Grammars that load when first asked for, once each. */
export interface Grammars {
  parse(text: string, language: LanguageId): Promise<Parsed>;
}

export interface GrammarOptions {
  /** Milliseconds on any steady clock; without it, only the size bounds a parse. */
  now?: () => number;
}

/** @param readWasm gives the bytes of one of `GRAMMAR_FILES` */
export function openGrammars(
  readWasm: (name: string) => Promise<Uint8Array>,
  { now = () => 0 }: GrammarOptions = {},
): Grammars {
  let runtime: Promise<void> | undefined;
  const parsers = new Map<string, Promise<Parser>>();

  async function start(): Promise<void> {
    // The types know one option of the module; it takes the bytes too, and then looks for no file.
    const options: object = { wasmBinary: await readWasm(RUNTIME_FILE) };
    await treeSitter.Parser.init(options as Parameters<typeof treeSitter.Parser.init>[0]);
  }

  async function load(file: string): Promise<Parser> {
    runtime ??= start();
    await runtime;
    const language = await treeSitter.Language.load(await readWasm(file));
    const parser = new treeSitter.Parser();
    parser.setLanguage(language);
    return parser;
  }

  function parserFor(file: string): Promise<Parser> {
    const known = parsers.get(file);
    if (known !== undefined) return known;
    const loading = load(file);
    parsers.set(file, loading);
    return loading;
  }

  return {
    async parse(text, language) {
      if (text.length > SIZE_LIMIT) {
        return skip('too-large', `${text.length} characters are more than the limit of ${SIZE_LIMIT}`);
      }
      const file = grammarFile(language);
      let parser: Parser;
      try {
        parser = await parserFor(file);
      } catch (error) {
        return skip(
          'no-grammar',
          `${file} did not load: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      const end = now() + TIME_LIMIT_MS;
      const tree = parser.parse(text, null, { progressCallback: () => now() > end });
      if (tree !== null) return { kind: 'tree', tree };
      parser.reset();
      return skip('too-slow', `parsing took more than ${TIME_LIMIT_MS} ms`);
    },
  };
}

function skip(reason: SkipReason, says: string): Parsed {
  return { kind: 'skipped', reason, says };
}
