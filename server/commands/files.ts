import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import ignore, { type Ignore } from 'ignore';

/** Files beyond this are not read whole (bytes, unpacked). */
export const MAX_FILE = 64 * 1024 * 1024;

export type Read =
  | { kind: 'text'; text: string }
  | { kind: 'skipped' }
  | { kind: 'unreadable'; reason: string };

/** Files under the given paths in a stable order; folders are walked with their .gitignore respected. */
export async function* walk(
  paths: readonly string[],
  unreadable: (file: string, reason: string) => void,
): AsyncGenerator<string> {
  for (const path of paths) {
    const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
      unreadable(path, reasonOf(error));
      return null;
    });
    if (info === null) continue;
    if (info.isDirectory()) yield* walkFolder(path, path, [], unreadable);
    else if (info.isFile()) yield path;
    else unreadable(path, 'not a regular file');
  }
}

interface Rules {
  base: string;
  rules: Ignore;
}

async function* walkFolder(
  folder: string,
  top: string,
  above: readonly Rules[],
  unreadable: (file: string, reason: string) => void,
): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    unreadable(folder, reasonOf(error));
    return [];
  });
  const own = entries.some((entry) => entry.name === '.gitignore' && entry.isFile())
    ? await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '')
    : '';
  const rules = own === '' ? above : [...above, { base: folder, rules: ignore().add(own) }];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (entry.name === '.git' || entry.name === 'node_modules') continue;
    if (
      rules.some(({ base, rules }) =>
        rules.ignores(relative(base, path).split(sep).join('/') + (isFolder ? '/' : '')),
      )
    )
      continue;
    if (isFolder) yield* walkFolder(path, top, rules, unreadable);
    else if (entry.isFile()) yield path;
    // Links are not followed: what they point to is either walked anyway or outside of what was asked for.
  }
}

/** A file as text; binary files are skipped, packed ones unpacked, broken UTF-8 tolerated. */
export async function readText(path: string): Promise<Read> {
  try {
    const info = await lstat(path);
    if (info.size > MAX_FILE) return tooLarge();
    const packed = /\.gz$/i.test(path);
    if (kindOf(path).binary) return { kind: 'skipped' };
    const bytes = await readFile(path);
    return { kind: 'text', text: decode(packed ? await unpack(bytes) : bytes) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
    return { kind: 'unreadable', reason: reasonOf(error as NodeJS.ErrnoException) };
  }
}

function tooLarge(): Read {
  return { kind: 'unreadable', reason: `larger than ${MAX_FILE / 1024 / 1024} MB` };
}

function unpack(bytes: Buffer): Promise<Buffer> {
  return promisify<Buffer, object, Buffer>(gunzip)(bytes, { maxOutputLength: MAX_FILE });
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** How large a file is, and whether it is binary: a NUL in the first 8 KB, and no UTF-16 mark. Packed files are text. */
export function kindOf(path: string): { size: number; binary: boolean } {
  const head = Buffer.alloc(8192);
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = readSync(file, head, 0, head.length, 0);
    const utf16 =
      length >= 2 && ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff));
    return { size, binary: !/\.gz$/i.test(path) && !utf16 && head.subarray(0, length).includes(0) };
  } finally {
    closeSync(file);
  }
}

export function reasonOf(error: NodeJS.ErrnoException): string {
  const known: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'no permission to read it',
    EPERM: 'no permission to read it',
    ELOOP: 'too many symbolic links',
    Z_DATA_ERROR: 'not a gzip file',
    Z_BUF_ERROR: 'the gzip file is cut short',
  };
  return (
    known[error.code ?? ''] ?? (error.code === undefined ? error.message : `cannot be read (${error.code})`)
  );
}

/** A path as the user would name it: relative to where they are, with forward slashes; `-` stays. */
export function shown(path: string): string {
  if (path === '-') return path;
  const near = relative(process.cwd(), path);
  return (near.startsWith('..') ? path : near).replaceAll('\\', '/');
}
