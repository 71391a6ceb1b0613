import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** A possible error or fact, as ripgrep tells of it. Bytes and lines count from 0. */
export interface Place {
  at: number;
  line: number;
}

const NAME = process.platform === 'win32' ? 'rg.exe' : 'rg';

/** ripgrep: the bundled package's, the one VS Code names in SESSION_DOCTOR_RG, or the one on PATH; null without any. */
export function findRipgrep(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.SESSION_DOCTOR_RG === 'none') return null;
  const packaged = `@vscode/ripgrep-${process.platform}-${process.arch}/bin/${NAME}`;
  try {
    const path = createRequire(import.meta.url).resolve(packaged);
    if (existsSync(path)) return path;
  } catch {
    // Not installed: the extension goes without it and names VS Code's own.
  }
  const named = env.SESSION_DOCTOR_RG;
  if (named !== undefined && isProgram(named)) return named;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, NAME)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Places in a file that match, in order; throws when ripgrep does not do its work. */
export async function* places(
  program: string,
  pattern: string,
  file: string,
  stop: AbortSignal,
): AsyncGenerator<Place[]> {
  const child = spawn(
    program,
    // Without memory mapping, which would count the whole file as memory; without decoding, so that offsets are the file's.
    [
      ...['--no-config', '--no-mmap', '--text', '--no-unicode', '--encoding', 'none', '--color', 'never'],
      ...['--no-filename', '--no-heading', '-n', '-b', '-o', '-e', pattern, '--', file],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: {} },
  );
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  let rest = '';
  const end = () => child.kill();
  stop.addEventListener('abort', end);
  try {
    for await (const chunk of child.stdout.setEncoding('latin1') as AsyncIterable<string>) {
      const text = rest + chunk;
      const whole = text.lastIndexOf('\n') + 1;
      rest = text.slice(whole);
      const found: Place[] = [];
      for (const [, line, at] of text.slice(0, whole).matchAll(/^(\d+):(\d+):/gm)) {
        found.push({ at: Number(at), line: Number(line) - 1 });
      }
      if (found.length > 0) yield found;
    }
    const status = await ended;
    if (!stop.aborted && status !== 0 && status !== 1) throw new Error(`ripgrep ended with ${status}`);
  } finally {
    stop.removeEventListener('abort', end);
    child.kill();
  }
}
