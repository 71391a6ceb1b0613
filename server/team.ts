import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MAX_PAGE } from '../kb/source.ts';
import { MAX_TEAM_PAGES } from '../kb/team-limits.ts';
import type { Problem, SourceFile } from '../kb/types.ts';

export const TEAM_FOLDER = '.session-doctor';

export interface TeamFolder {
  path: string;
  /** The folder in which it has to lie, whatever links say: a workspace opens its own pages, not those of elsewhere. */
  within?: string;
}

export interface TeamFiles {
  /** Named by their whole path, with forward slashes. */
  files: SourceFile[];
  problems: Problem[];
}

/** The pages directly in `errors/` and `rules/` of a folder. Nothing outside of it is opened, and nothing but plain files. */
export async function readTeamFolder(folder: TeamFolder): Promise<TeamFiles> {
  const found: TeamFiles = { files: [], problems: [] };
  const problem = (path: string, message: string) =>
    void found.problems.push({ file: slashes(path), line: 1, message });
  try {
    const root = await realpath(folder.path);
    if (!(await stat(root)).isDirectory())
      problem(folder.path, 'is no folder; put pages into its errors/ and rules/');
    else if (folder.within !== undefined && !isInside(await realpath(folder.within), root))
      problem(
        folder.path,
        'leads out of the workspace; name its target in the setting sessionDoctor.teamPages',
      );
    else
      for (const kind of ['errors', 'rules']) await readKind(join(folder.path, kind), root, found, problem);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT';
    // A workspace need not have pages; a folder that somebody named has to be there.
    if (!missing || folder.within === undefined)
      problem(folder.path, missing ? 'there is no such folder' : reasonOf(error));
  }
  return found;
}

type Complain = (path: string, message: string) => void;

async function readKind(folder: string, root: string, found: TeamFiles, problem: Complain): Promise<void> {
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (!isInside(root, real)) return problem(folder, 'leads out of the folder of the team; it is not read');
    entries = await readdir(real, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') problem(folder, reasonOf(error));
    return;
  }
  const names = entries
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
    .sort();
  for (const name of names.slice(0, 2 * MAX_TEAM_PAGES)) {
    const path = join(folder, name);
    const read = await readPage(path, root).catch((error: unknown) => ({ problem: reasonOf(error) }));
    if ('text' in read) found.files.push({ name: slashes(path), text: read.text });
    else problem(path, read.problem);
  }
}

async function readPage(path: string, root: string): Promise<{ text: string } | { problem: string }> {
  const real = await realpath(path);
  if (!isInside(root, real))
    return { problem: 'leads out of the folder of the team; put a copy of the page here' };
  if (!(await lstat(real)).isFile()) return { problem: 'is no plain file; a page is a text file' };
  // What was looked at may have been replaced since: no link is followed now, and a pipe does not make us wait.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(real, flags);
  try {
    const info = await file.stat();
    if (!info.isFile()) return { problem: 'is no plain file; a page is a text file' };
    if (info.size > MAX_PAGE)
      return { problem: `the file has ${info.size} bytes; a page may have ${MAX_PAGE}` };
    const bytes = Buffer.alloc(MAX_PAGE + 1);
    let length = 0;
    for (let more = 1; more > 0 && length < bytes.length; length += more)
      more = (await file.read(bytes, length, bytes.length - length)).bytesRead;
    if (length > MAX_PAGE) return { problem: `the file is larger than ${MAX_PAGE} bytes` };
    return { text: new TextDecoder('utf-8').decode(bytes.subarray(0, length)) };
  } finally {
    await file.close();
  }
}

/** The folder that a setting names: absolute, or below the home folder (`~/…`); null for anything else. */
export function namedFolder(said: string, home = homedir()): string | null {
  const path = said === '~' ? home : /^~[\\/]/.test(said) ? join(home, said.slice(2)) : said;
  return isAbsolute(path) ? normalize(path) : null;
}

/** The file that an editor's address means; null for one that is not on this machine. */
export function pathOf(uri: string): string | null {
  try {
    return uri.startsWith('file:') ? slashes(resolve(fileURLToPath(uri))) : null;
  } catch {
    return null;
  }
}

export function addressOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Whether `path` is where a page of `folder` stands. */
export function isPageOf(folder: TeamFolder, path: string): boolean {
  const [base, asked] = [key(slashes(resolve(folder.path))), key(path)];
  return asked.startsWith(`${base}/`) && /^(?:errors|rules)\/[^/]+\.md$/.test(asked.slice(base.length + 1));
}

export function samePath(a: string, b: string): boolean {
  return key(a) === key(b);
}

function key(path: string): string {
  return process.platform === 'win32' ? path.toLowerCase() : path;
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function reasonOf(error: unknown): string {
  const known: Record<string, string> = {
    ENOENT: 'leads nowhere; there is no such file',
    EACCES: 'there is no permission to read it',
    EPERM: 'there is no permission to read it',
    ELOOP: 'is a link that leads back to itself',
    ENOTDIR: 'is no folder',
  };
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return known[code] ?? `cannot be read (${code === '' ? 'unknown reason' : code})`;
}
