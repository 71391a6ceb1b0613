import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorHostInstalled } from '../test/editor/host/browser-editor.ts';
import { root } from './build.ts';

/** Something that npm cannot bring: how to see whether it is there, and the Debian packages that bring it. */
interface Prerequisite {
  what: string;
  present(): boolean;
  debian: string[];
}

const runs = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;

const needs = {
  browser: {
    what: 'Chromium or Chrome',
    present: () =>
      process.env.SESSION_DOCTOR_BROWSER !== undefined ||
      ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some((path) =>
        existsSync(path),
      ) ||
      ['darwin', 'win32'].includes(process.platform),
    debian: ['chromium'],
  },
  boto3: {
    what: 'Python 3 with boto3',
    present: () => ['python3', '/usr/bin/python3'].some((python) => runs(python, '-c', 'import boto3')),
    debian: ['python3-boto3'],
  },
  awsCli: { what: 'AWS CLI', present: () => runs('aws', '--version'), debian: ['awscli'] },
  go: {
    what: 'Go with the AWS SDKs v1 and v2',
    present: () =>
      runs('go', 'version') &&
      ['aws-sdk-go', 'aws-sdk-go-v2'].every((sdk) =>
        existsSync(`/usr/share/gocode/src/github.com/aws/${sdk}`),
      ),
    debian: ['golang-go', 'golang-github-aws-aws-sdk-go-v2-dev', 'golang-github-aws-aws-sdk-go-dev'],
  },
  ruby: {
    what: 'Ruby with the AWS SDK',
    present: () => runs('ruby', '-e', 'require "aws-sdk-s3"'),
    debian: ['ruby', 'ruby-aws-sdk-core', 'ruby-aws-sdk-s3'],
  },
  rclone: { what: 'rclone', present: () => runs('rclone', 'version'), debian: ['rclone'] },
  s3cmd: { what: 's3cmd', present: () => runs('s3cmd', '--version'), debian: ['s3cmd'] },
  restic: { what: 'restic', present: () => runs('restic', 'version'), debian: ['restic'] },
  // What the browser-hosted VS Code compiles while npm installs it.
  editorHeaders: {
    what: 'the libraries that the browser-hosted VS Code is built with',
    present: () =>
      editorHostInstalled() || process.platform !== 'linux' || runs('dpkg', '-s', ...EDITOR_HEADERS),
    debian: ['python3', 'make', 'g++'],
  },
} satisfies Record<string, Prerequisite>;

const EDITOR_HEADERS = ['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'];
needs.editorHeaders.debian.push(...EDITOR_HEADERS);

export type Need = keyof typeof needs;

/** Installs what is missing where this user may install Debian packages; otherwise says in one line what to install. */
export function ensure(...wanted: Need[]): void {
  const missing = wanted.map((name) => needs[name]).filter((need) => !need.present());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.debian);
  const apt = aptGet();
  if (apt === null) {
    const names = missing.map((need) => need.what).join(', ');
    throw new Error(`Missing: ${names}. Install: sudo apt-get install -y ${packages.join(' ')}`);
  }
  console.log(`Installing Debian packages: ${packages.join(' ')} ...`);
  const quietly = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  const [command = '', ...args] = apt;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, [...args, 'update', '-qq'], { ...quietly, env });
  const installed = spawnSync(
    command,
    [...args, 'install', '-y', '-qq', '--no-install-recommends', ...packages],
    {
      ...quietly,
      env,
    },
  );
  if (installed.status !== 0)
    throw new Error(`Could not install: ${packages.join(' ')}. Install them, then try again.`);
}

function aptGet(): string[] | null {
  if (process.platform !== 'linux' || !runs('apt-get', '--version')) return null;
  if (process.getuid?.() === 0) return ['apt-get'];
  return runs('sudo', '-n', 'true') ? ['sudo', '-n', 'apt-get'] : null;
}

/** The browser-hosted VS Code, installed once from its own lock file beside the editor tests. */
export function ensureEditorHost(): void {
  const folder = join(root, 'test/editor/host');
  const stamp = join(folder, 'node_modules/.installed-from');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (editorHostInstalled() && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  ensure('editorHeaders');
  console.log('Installing the browser-hosted VS Code (about 600 MB, some minutes, once) ...');
  // Under `npm test` it would name the Node.js that npm began with, and the installer believes it.
  const { npm_config_user_agent: _, ...env } = process.env;
  const installed = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (installed.status !== 0 || !editorHostInstalled()) {
    throw new Error(`The browser-hosted VS Code could not be installed; run npm ci in ${folder} to see why.`);
  }
  writeFileSync(stamp, wanted);
}
