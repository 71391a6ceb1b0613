import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { parseLifetimes } from '../kb/lifetimes.ts';
import { loadKnowledgeBase } from '../kb/load.ts';
import { GRAMMAR_FILES } from '../server/code/languages.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** Everything is made here and then put in the place of `dist/` at once, so that nobody meets half a build. */
const next = join(root, `.dist-${process.pid}`);

export async function buildAll(): Promise<void> {
  await generateRuleIndex();
  await generateFigures();
  try {
    await mkdir(join(next, 'grammars'), { recursive: true });
    await Promise.all([compileKnowledgeBase(), copyGrammars(), bundleClient(), bundleServer()]);
    const dist = join(root, 'dist');
    await rm(dist, { recursive: true, force: true });
    await rename(next, dist);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  sourcemap: process.env.SESSION_DOCTOR_SOURCEMAPS ? 'linked' : false,
};

async function bundleClient(): Promise<void> {
  await build({
    ...common,
    entryPoints: { extension: 'client/extension.ts' },
    outdir: next,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
  });
}

/** One bundle for the server and the command line; what a subcommand does not need stays in files it does not load. */
async function bundleServer(): Promise<void> {
  await build({
    ...common,
    entryPoints: { server: 'server/main.ts', cli: 'server/cli.ts' },
    outdir: next,
    format: 'esm',
    splitting: true,
    // A CommonJS package that is imported dynamically would lose its named exports here.
    mainFields: ['module', 'main'],
    chunkNames: 'chunks/[name]-[hash]',
    target: 'node20',
    banner: {
      js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';const require=__cr(import.meta.url),__filename=__fu(import.meta.url);",
    },
  });
}

async function compileKnowledgeBase(): Promise<void> {
  const files = await knowledgeBaseFiles();
  const { kb, problems } = loadKnowledgeBase(files);
  if (problems.length > 0) {
    throw new Error(problems.map((at) => `kb/${at.file}:${at.line}: ${at.message}`).join('\n'));
  }
  await writeFile(join(next, 'kb.json'), JSON.stringify(kb));
}

/** The sources of the knowledge base, names relative to `kb/`. */
export async function knowledgeBaseFiles(): Promise<{ name: string; text: string }[]> {
  const folder = join(root, 'kb');
  const names = (await readdir(folder, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^(?:(?:errors|rules)\/.+\.md|[\w-]+\.yaml)$/.test(name))
    .sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

async function copyGrammars(): Promise<void> {
  const from = join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
  await Promise.all(GRAMMAR_FILES.map((name) => copyFile(join(from, name), join(next, 'grammars', name))));
}

/** `server/code/rules/index.ts` lists what lies beside it, so that a rule is one file and no list. */
async function generateRuleIndex(): Promise<void> {
  const folder = join(root, 'server/code/rules');
  const ids = (await readdir(folder))
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .map((name) => name.slice(0, -3))
    .sort();
  const variable = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  await writeIfChanged(join(folder, 'index.ts'), [
    MADE('the files beside it'),
    "import type { Rule } from '../types.ts';",
    ...ids.map((id) => `import { rule as ${variable(id)} } from './${id}.ts';`),
    '',
    `export const rules: readonly Rule[] = [${ids.map(variable).join(', ')}];`,
  ]);
}

/** The figures of `kb/lifetimes.yaml` for the code, so that no number stands twice. */
async function generateFigures(): Promise<void> {
  const text = await readFile(join(root, 'kb/lifetimes.yaml'), 'utf8');
  const rows = parseLifetimes(text, (line, message) => {
    throw new Error(`kb/lifetimes.yaml:${line}: ${message}`);
  });
  const figures = rows.map(({ id, min, default: usual, max }) => {
    const values = Object.entries({ min, default: usual, max }).filter(([, value]) => value !== undefined);
    return `  '${id}': { ${values.map(([key, value]) => `${key}: ${value}`).join(', ')} },`;
  });
  await writeIfChanged(join(root, 'kb/figures.ts'), [
    MADE('kb/lifetimes.yaml'),
    '/** Durations and limits in seconds. */',
    'export const FIGURES = {',
    ...figures.map((line) => line.replace(/^ {2}'([a-z]+)':/, '  $1:')),
    '} as const;',
  ]);
}

const MADE = (from: string) => `// Made by \`npm run build\` from ${from}; do not edit.`;

async function writeIfChanged(path: string, lines: readonly string[]): Promise<void> {
  const text = `${lines.join('\n')}\n`;
  const now = await readFile(path, 'utf8').catch(() => '');
  if (now !== text) await writeFile(path, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  await buildAll();
  console.log(`Built dist/ in ${Math.round(performance.now() - started)} ms.`);
}
