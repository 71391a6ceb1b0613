/** Where the AWS tools of this machine look for their files. */

import type { Machine } from './types.ts';

export interface AwsPaths {
  credentials: string | null;
  config: string | null;
  cliCache: string | null;
  ssoCache: string | null;
  loginCache: string | null;
}

export function awsPaths(machine: Machine): AwsPaths {
  const inHome = (...parts: string[]) =>
    machine.home === null ? null : joinPath(machine, machine.home, '.aws', ...parts);
  const named = (variable: string) => {
    const value = machine.env[variable];
    return value ? expandHome(machine, value) : null;
  };
  return {
    credentials: named('AWS_SHARED_CREDENTIALS_FILE') ?? inHome('credentials'),
    config: named('AWS_CONFIG_FILE') ?? inHome('config'),
    cliCache: inHome('cli', 'cache'),
    ssoCache: inHome('sso', 'cache'),
    loginCache: named('AWS_LOGIN_CACHE_DIRECTORY') ?? inHome('login', 'cache'),
  };
}

export function joinPath(machine: Machine, ...parts: string[]): string {
  const separator = machine.platform === 'win32' ? '\\' : '/';
  const ends = machine.platform === 'win32' ? /[/\\]$/ : /\/$/;
  return parts
    .map((part, index) => (index < parts.length - 1 ? part.replace(ends, '') : part))
    .join(separator);
}

/** `~` and `~/…` (and `~\…` on Windows); `~other` stays as it is, as no SDK expands it the same way. */
export function expandHome(machine: Machine, path: string): string {
  if (machine.home === null) return path;
  if (path === '~') return machine.home;
  const separator = machine.platform === 'win32' ? /^~[/\\]/ : /^~\//;
  return separator.test(path) ? joinPath(machine, machine.home, path.slice(2)) : path;
}
