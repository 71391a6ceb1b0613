import type { LanguageId } from './types.ts';

/** The grammar file of each language, without `tree-sitter-` and `.wasm`. */
const GRAMMARS: Record<LanguageId, string> = {
  python: 'python',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'tsx',
};

const EXTENSIONS: Record<string, LanguageId> = {
  py: 'python',
  pyw: 'python',
  pyi: 'python',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
};

export const RUNTIME_FILE = 'tree-sitter.wasm';

/** Every file that `openGrammars` may ask for; the build copies these. */
export const GRAMMAR_FILES: readonly string[] = [
  RUNTIME_FILE,
  ...new Set(Object.values(GRAMMARS).map((name) => `tree-sitter-${name}.wasm`)),
];

export function grammarFile(language: LanguageId): string {
  return `tree-sitter-${GRAMMARS[language]}.wasm`;
}

/** The language of a document, by what the editor calls it, else by its file name; null for one that is not read. */
export function languageOf(path: string, languageId?: string): LanguageId | null {
  if (languageId !== undefined && Object.hasOwn(GRAMMARS, languageId)) return languageId as LanguageId;
  const extension = /\.([a-z]{1,4})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, extension) ? (EXTENSIONS[extension] ?? null) : null;
}
