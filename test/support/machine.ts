import type { FileRead, Files, Machine } from '../../server/session/types.ts';

export const NOW = Date.UTC(2026, 3, 15, 10, 2, 56);

export interface FakeMachine {
  now?: number;
  platform?: Machine['platform'];
  home?: string | null;
  env?: Record<string, string | undefined>;
  /** Path → text, or why it cannot be read. */
  files?: Record<string, string | { problem: string }>;
}

/** A machine that exists in memory only. */
export function fakeMachine({
  now = NOW,
  platform = 'linux',
  home = '/home/dev',
  env = {},
  files = {},
}: FakeMachine = {}): Machine {
  return { now, host: 'testhost', platform, home, env, files: memoryFiles(files, now) };
}

function memoryFiles(files: Record<string, string | { problem: string }>, now: number): Files {
  return {
    read(path): FileRead {
      const file = Object.hasOwn(files, path) ? files[path] : undefined;
      if (file === undefined) return { kind: 'absent' };
      return typeof file === 'string'
        ? { kind: 'text', text: file, modifiedAt: now }
        : { kind: 'problem', reason: file.problem };
    },
    list: (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.json'))
        .map((path) => path.slice(folder.length + 1)),
  };
}

/** Paths of the default files on a machine whose home is `/home/dev`. */
export const paths = {
  credentials: '/home/dev/.aws/credentials',
  config: '/home/dev/.aws/config',
  cliCache: (key: string) => `/home/dev/.aws/cli/cache/${key}.json`,
  ssoCache: (key: string) => `/home/dev/.aws/sso/cache/${key}.json`,
};

/** Keys of the right shape that mean nothing; put together here because scanners look for them in sources. */
export const keys = {
  temporary: `AS${'IA'}${'Q'.repeat(16)}`,
  longTerm: `AK${'IA'}${'Q'.repeat(16)}`,
  secret: 'aB3'.repeat(14).slice(0, 40),
  token: `IQoJ${'b3JpZ2lu'.repeat(20)}`,
};

/** Lines of a profile with a session, the end in whatever form. */
export function sessionLines(extra: Record<string, string> = {}): string {
  const values = {
    aws_access_key_id: keys.temporary,
    aws_secret_access_key: keys.secret,
    aws_session_token: keys.token,
    ...extra,
  };
  return Object.entries(values)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
}

export function longTermLines(): string {
  return `aws_access_key_id = ${keys.longTerm}\naws_secret_access_key = ${keys.secret}\n`;
}

export function sessionEnv(extra: Record<string, string> = {}): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: keys.temporary,
    AWS_SECRET_ACCESS_KEY: keys.secret,
    AWS_SESSION_TOKEN: keys.token,
    ...extra,
  };
}

/** ISO time `seconds` after {@link NOW}. */
export function inSeconds(seconds: number): string {
  return new Date(NOW + seconds * 1000).toISOString().replace('.000', '');
}

/** A role session as AWS CLI caches it; botocore ends the date with UTC. */
export function roleCache(seconds: number): string {
  return JSON.stringify({
    Credentials: {
      AccessKeyId: keys.temporary,
      SecretAccessKey: keys.secret,
      SessionToken: keys.token,
      Expiration: inSeconds(seconds).replace('Z', 'UTC'),
    },
  });
}
