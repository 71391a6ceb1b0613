import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RunResult {
  stdout: string;
  stderr: string;
  /** Null where a signal ended it. */
  code: number | null;
}

export interface FoundClient {
  command: string;
  /** As it tells itself: `aws-cli/2.9.19 …`, `boto3/1.26.27`. */
  version: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface RunOptions {
  env: Record<string, string>;
  cwd?: string;
  input?: string;
  timeoutMs?: number;
}

const SITE = fileURLToPath(new URL('../emulator/python', import.meta.url));

/** Every AWS CLI of this machine: those on PATH, then the system's; the same program only once. */
export async function findAwsClis(): Promise<FoundClient[]> {
  const found = await findAll('aws', async (command) => {
    const { stdout, stderr, code } = await run(command, ['--version'], { env: baseEnv() });
    return code === 0 ? { command, version: (stdout || stderr).trim() } : null;
  });
  if (found.length === 0)
    throw new Error('No AWS CLI found: install the package awscli (Debian) or awscli (pip).');
  return found;
}

/** Every Python with boto3, likewise. */
export async function findPythons(): Promise<FoundClient[]> {
  const script = 'import boto3, sys; print(sys.executable); print("boto3/" + boto3.__version__)';
  const found = await findAll('python3', async (shim) => {
    const { stdout, code } = await run(shim, ['-c', script], { env: baseEnv() });
    const [command, version] = stdout.trim().split('\n');
    return code === 0 && command && version ? { command, version } : null;
  });
  if (found.length === 0) {
    throw new Error('No Python with boto3 found: install the package python3-boto3 (Debian) or boto3 (pip).');
  }
  return found;
}

export async function findAwsCli(): Promise<FoundClient> {
  return (await findAwsClis())[0] as FoundClient;
}

export async function findPython(): Promise<FoundClient> {
  return (await findPythons())[0] as FoundClient;
}

/** A program of one name, with the version it tells itself. */
export async function findTool(name: string, versionArgument: string): Promise<FoundClient> {
  const [found] = await findAll(name, async (command) => {
    const { stdout, code } = await run(command, [versionArgument], { env: baseEnv() });
    const [version = ''] = stdout.trim().split('\n');
    return code === 0 ? { command, version } : null;
  });
  if (!found) throw new Error(`No ${name} found: install the package ${name} (Debian).`);
  return found;
}

/** A Ruby that can load the AWS SDK. */
export async function findRuby(): Promise<FoundClient> {
  const script = 'require "aws-sdk-s3"; puts "aws-sdk-core/#{Aws::CORE_GEM_VERSION}"';
  const [found] = await findAll('ruby', async (command) => {
    const { stdout, code } = await run(command, ['-e', script], { env: baseEnv() });
    return code === 0 ? { command, version: stdout.trim() } : null;
  });
  if (!found)
    throw new Error('No Ruby with the AWS SDK found: install the packages ruby ruby-aws-sdk-s3 (Debian).');
  return found;
}

/** Where Debian's packages put Go libraries as source. */
export const GO_SOURCES = '/usr/share/gocode';

/** A Go compiler; throws also where the sources of `library` are missing, which the Debian package brings. */
export async function findGo(library: string, debianPackage: string): Promise<FoundClient> {
  const [found] = await findAll('go', async (command) => {
    const { stdout, code } = await run(command, ['version'], { env: baseEnv() });
    return code === 0 ? { command, version: stdout.trim() } : null;
  });
  const hasLibrary = await access(join(GO_SOURCES, 'src', library)).then(
    () => true,
    () => false,
  );
  if (!found || !hasLibrary) {
    throw new Error(`No Go with ${library} found: install the packages golang-go ${debianPackage} (Debian).`);
  }
  return found;
}

async function findAll(
  name: string,
  probe: (command: string) => Promise<FoundClient | null>,
): Promise<FoundClient[]> {
  const found = new Map<string, FoundClient>();
  const seen = new Set<string>();
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']) {
    const candidate = join(folder, name);
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    const real = await realpath(candidate);
    if (seen.has(real)) continue;
    seen.add(real);
    const client = await probe(candidate);
    if (client) found.set(client.command, client);
  }
  return [...found.values()];
}

/** Nothing of the caller's AWS settings: a program started with this sees no credentials at all. */
function baseEnv(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', AWS_PAGER: '' };
}

export interface ClientHome {
  path: string;
  /** The environment of a client that takes `url` for AWS and has these credentials and no other. */
  env(url: string, credentials: Credentials | null, more?: Record<string, string>): Record<string, string>;
  remove(): Promise<void>;
}

export async function makeClientHome(): Promise<ClientHome> {
  const path = await mkdtemp(join(tmpdir(), 'aws-client-'));
  return {
    path,
    env: (url, credentials, more = {}) => ({
      ...baseEnv(),
      HOME: path,
      USERPROFILE: path,
      PYTHONPATH: SITE,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(credentials
        ? { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }
        : {}),
      ...(credentials?.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
      ...more,
    }),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Runs a program to its end and takes all it prints. One that outlives the time is killed, and that is an error. */
export function run(command: string, args: string[], options: RunOptions): Promise<RunResult> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: options.env, cwd: options.cwd, stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${args.join(' ')}: no end within ${timeoutMs} ms`));
    }, timeoutMs);
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), code });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Runs the jobs, at most `limit` at a time, and resolves to their results in order. */
export async function inParallel<T>(limit: number, jobs: (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const next = jobs.entries();
  const worker = async () => {
    for (const [index, job] of next) results[index] = await job();
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
