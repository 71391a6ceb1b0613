import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Which imports a part of the program may have. The first part that matches a file decides. */
interface Part {
  files: RegExp;
  packages: RegExp;
  own: RegExp;
  /** Globals that would reach for the world instead of being given it. */
  forbidden?: RegExp;
}

const PURE =
  /\b(?:process\.(?!env\.\w+['"`])|Date\.now\(|new Date\(\)|performance\.now\(|fetch\(|setTimeout\()/;
const NODE = /^node:/;
const NOTHING = /^(?!)/;

/** Parts of the session engine that touch files or the network; only `sts.ts` may import the AWS SDK. */
const SESSION_IO = /^server\/session\/(?:files|check|online)\.ts$/;

const parts: Part[] = [
  { files: /^kb\//, packages: /^(?:markdown-it|yaml)(?:\/|$)/, own: /^kb\//, forbidden: PURE },
  {
    files: /^server\/session\/sts\.ts$/,
    packages: /^(?:node:|@aws-sdk\/|@smithy\/)/,
    own: /^(?:server|kb)\//,
  },
  { files: SESSION_IO, packages: NODE, own: /^(?:server|kb)\// },
  {
    files: /^server\/(?:logs|code|session|render)\//,
    packages: /^(?:markdown-it|@vscode\/tree-sitter-wasm)(?:\/|$)|^node:crypto$/,
    own: /^(?:server\/(?:logs|code|session|render|types)|kb\/)/,
    forbidden: PURE,
  },
  {
    files: /^server\/(?:types|protocol|engine|services|log-view|occurrences|recent)\.ts$/,
    packages: NOTHING,
    own: /^(?:server|kb)\//,
    forbidden: PURE,
  },
  {
    files: /^server\/server(?:-\w+)?\.ts$/,
    packages: /^vscode-languageserver/,
    own: /^(?:server|kb)\//,
    forbidden: PURE,
  },
  { files: /^server\/commands\//, packages: /^(?:node:|ignore$)/, own: /^(?:server|kb)\// },
  { files: /^server\//, packages: /^(?:node:|vscode-languageserver)/, own: /^(?:server|kb)\// },
  {
    files: /^client\//,
    packages: /^(?:vscode$|vscode-languageclient)/,
    own: /^(?:client\/|server\/protocol\.ts$)/,
  },
];

const ENTRIES = /^server\/(?:main|cli)\.ts$/;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name.replaceAll('\\', '/')))
    .filter((name) => name.endsWith('.ts'));
}

/** Specifiers of every import, type-only ones left out: types vanish before anything runs. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  );
  return [...statements].map((match) => match[1] ?? match[2] ?? '').filter((name) => name !== '');
}

/** A source without comments and without type-only `import()`. */
function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '')
    .replace(/(?<=[:<|=]\s*)import\('[^']+'\)\.\w+/g, '');
}

const files = ['kb', 'server', 'client'].flatMap(sources);

test('every import stays within its part', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const part = parts.find((one) => one.files.test(file));
    if (part === undefined) {
      wrong.push(`${file}: belongs to no part; add it to ${'test/repository/boundaries.test.ts'}`);
      continue;
    }
    const text = codeOf(file);
    for (const name of importsOf(text)) {
      const own = name.startsWith('.') ? normalize(join(dirname(file), name)) : null;
      if (own === null ? !part.packages.test(name) : !part.own.test(own))
        wrong.push(`${file}: must not import ${name}`);
      if (own !== null && ENTRIES.test(own) && !ENTRIES.test(file))
        wrong.push(`${file}: nobody imports ${own}`);
    }
    const reach = part.forbidden?.exec(text);
    if (reach) wrong.push(`${file}: reaches for the world with ${reach[0]}; take it as an argument`);
  }
  assert.deepEqual(wrong, []);
});

test('the AWS SDK is imported in one file', () => {
  const users = files.filter((file) =>
    importsOf(codeOf(file)).some((name) => /^@(?:aws-sdk|smithy)\//.test(name)),
  );
  assert.deepEqual(users, ['server/session/sts.ts']);
});

test('the import reader sees every form', () => {
  assert.deepEqual(
    importsOf(
      `import a from 'a';\nimport { b } from "b";\nimport 'c';\nexport * from 'd';\nimport type { E } from 'e';\nconst f = await import('f');\nimport {\n g,\n} from 'g';`,
    ),
    ['a', 'b', 'c', 'd', 'f', 'g'],
  );
});

test('no source file is over 300 lines', () => {
  const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);
  assert.deepEqual(long, []);
});
