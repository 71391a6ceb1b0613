/** The only place of the session engine that touches files and the operating system. */

import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import { homedir, hostname } from 'node:os';
import type { FileRead, Files, Machine, Platform } from './types.ts';

const LIMIT = 1024 * 1024;
const MOST_NAMES = 10_000;

const REASONS: Record<string, string> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'its symbolic links go in a circle',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

export function nodeFiles(): Files {
  return {
    read,
    list(path) {
      try {
        return readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
          .slice(0, MOST_NAMES)
          .map((entry) => entry.name)
          .sort();
      } catch {
        return [];
      }
    },
  };
}

function read(path: string): FileRead {
  let descriptor: number | null = null;
  try {
    // Asked before opening, because opening a pipe or a device can wait for ever.
    if (!statSync(path).isFile()) return { kind: 'problem', reason: 'it is not a regular file' };
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { kind: 'problem', reason: 'it is not a regular file' };
    if (stat.size > LIMIT) return { kind: 'problem', reason: 'it is larger than 1 MiB' };
    const bytes = readBytes(descriptor);
    if (bytes === null) return { kind: 'problem', reason: 'it is larger than 1 MiB' };
    // The mark stays: whoever parses the text says what comes of it.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, modifiedAt: stat.mtimeMs };
  } catch (error) {
    return failed(error);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** At most the limit, even when the file grows meanwhile. */
function readBytes(descriptor: number): Buffer | null {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const size = readSync(descriptor, chunk);
    if (size === 0) return Buffer.concat(chunks);
    total += size;
    if (total > LIMIT) return null;
    chunks.push(chunk.subarray(0, size));
  }
}

function failed(error: unknown): FileRead {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  return {
    kind: 'problem',
    reason:
      REASONS[code] ??
      (/^E(?!RR_)[A-Z]{2,20}$/.test(code) ? `the system says ${code}` : 'its path is not valid'),
  };
}

/** The machine this runs on. `env` is copied, so that a report is about one moment. */
export function thisMachine(env: Record<string, string | undefined>): Machine {
  const platform: Platform =
    process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  // Windows does not tell upper from lower case in names of variables.
  const copy =
    platform === 'win32'
      ? Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]))
      : { ...env };
  return {
    now: Date.now(),
    host: hostOf(copy),
    platform,
    home: homeOf(copy, platform),
    env: copy,
    files: nodeFiles(),
  };
}

function homeOf(env: Record<string, string | undefined>, platform: Platform): string | null {
  const named = platform === 'win32' ? (env.USERPROFILE ?? env.HOME) : env.HOME;
  if (named) return named;
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

function hostOf(env: Record<string, string | undefined>): string {
  let name = 'this machine';
  try {
    name = hostname() || name;
  } catch {}
  if (env.WSL_DISTRO_NAME) return `${name} (WSL ${env.WSL_DISTRO_NAME})`;
  if (env.KUBERNETES_SERVICE_HOST) return `${name} (pod)`;
  if (env.CODESPACES) return `${name} (Codespace)`;
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return `${name} (container)`;
  return env.SSH_CONNECTION ? `${name} (over SSH)` : name;
}
