import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../emulator/server.ts';
import {
  type ClientHome,
  type Credentials,
  type FoundClient,
  findAwsClis,
  findPythons,
  findRuby,
  findTool,
  run,
} from '../../support/clients.ts';
import { buildGo } from './go.ts';

/** One way to call a client, and what the client tells of the request when it fails. */
export interface Call {
  /** As the emulator's log names it. */
  operation: string;
  args: string[];
  /** A use of the same operation that looks different. */
  variant?: string;
  printsRequestId?: boolean;
  printsOperation?: boolean;
}

/** A program as people run it, with nothing but its settings changed. */
export interface RealClient {
  kind: Kind;
  name: string;
  calls: Call[];
  /** All it prints, as the terminal would show it. */
  run(call: Call, credentials: Credentials | null, more?: Record<string, string>): Promise<Printed>;
}

export interface Printed {
  output: string;
  code: number | null;
}

export type Kind = 'AWS CLI' | 'boto3' | 'JavaScript v3' | 'Go v2' | 'Go v1' | 'Ruby' | 'rclone' | 's3cmd';

/** A kind of which this machine has none, and the line that says what to install. */
export interface MissingClient {
  kind: Kind;
  missing: string;
}

export type Listed = RealClient | MissingClient;

const BY_HAND = ['PutObject', 'HeadObject', 'GetCallerIdentity', 'ListTables', 'DescribeRegions'];
const CLI_LINES: [operation: string, line: string][] = [
  ['PutObject', 's3api put-object --bucket demo --key invoice --body invoice.txt'],
  ['HeadObject', 's3api head-object --bucket demo --key invoice'],
  ['GetCallerIdentity', 'sts get-caller-identity'],
  ['ListTables', 'dynamodb list-tables'],
  ['DescribeRegions', 'ec2 describe-regions'],
];

const program = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Every real client of this machine, and for the others what to install. `folder` takes compiled programs. */
export async function realClients(emulator: Emulator, home: ClientHome, folder: string): Promise<Listed[]> {
  await writeFile(join(home.path, 'invoice.txt'), 'paid\n');
  const host = emulator.url.replace('http://', '');
  const rclone = {
    RCLONE_CONFIG: join(home.path, 'rclone.conf'),
    RCLONE_S3_PROVIDER: 'Other',
    RCLONE_S3_ENV_AUTH: 'true',
    RCLONE_S3_ENDPOINT: emulator.url,
    RCLONE_S3_REGION: 'us-east-1',
    RCLONE_S3_NO_CHECK_BUCKET: 'true',
    RCLONE_RETRIES: '1',
    RCLONE_LOW_LEVEL_RETRIES: '1',
  };

  function client(
    { command, version }: FoundClient,
    calls: Call[],
    before: (key: Credentials | null) => string[] = () => [],
    settings: Record<string, string> = {},
  ): Omit<RealClient, 'kind'> {
    return {
      name: version,
      calls,
      async run(call, key, more = {}) {
        const env = home.env(emulator.url, key, { ...settings, ...more });
        const { stdout, stderr, code } = await run(command, [...before(key), ...call.args], {
          env,
          cwd: home.path,
        });
        return { output: stdout + stderr, code };
      },
    };
  }

  const own = (operations: string[], prints: Partial<Call>): Call[] =>
    operations.map((operation) => ({ operation, args: [operation], ...prints }));
  const go = (version: 'go-v1' | 'go-v2', sdk: string, prints: Partial<Call>) =>
    buildGo(version, `github.com/aws/${sdk}`, `golang-github-aws-${sdk}-dev`, folder).then((found) => [
      client(found, own(BY_HAND.slice(0, 4), { printsRequestId: true, ...prints })),
    ]);

  const kinds: Record<Kind, () => Promise<Omit<RealClient, 'kind'>[]>> = {
    'AWS CLI': async () =>
      (await findAwsClis()).map((found) => {
        const calls = CLI_LINES.map(
          ([operation, line]): Call => ({ operation, args: line.split(' '), printsOperation: true }),
        );
        const [put] = calls;
        const copy = {
          operation: 'PutObject',
          printsOperation: true,
          args: ['s3', 'cp', 'invoice.txt', 's3://demo/invoice'],
        };
        return client(found, [
          ...calls,
          { ...copy, variant: 's3 cp' },
          {
            ...put,
            operation: 'PutObject',
            args: [...(put?.args ?? []), '--debug'],
            variant: '--debug',
            printsRequestId: true,
          },
        ]);
      }),
    boto3: async () =>
      (await findPythons()).map((found) =>
        client(found, own(BY_HAND, { printsOperation: true }), () => [program('worker.py')]),
      ),
    'JavaScript v3': async () => [
      client(
        { command: process.execPath, version: 'AWS SDK for JavaScript v3' },
        own(BY_HAND, { printsRequestId: true }),
        () => [program('worker.ts')],
      ),
    ],
    'Go v2': () => go('go-v2', 'aws-sdk-go-v2', { printsOperation: true }),
    'Go v1': () => go('go-v1', 'aws-sdk-go', {}),
    Ruby: async () => [client(await findRuby(), own(BY_HAND.slice(0, 3), {}), () => [program('worker.rb')])],
    rclone: async () => [
      client(
        await findTool('rclone', 'version'),
        [
          {
            operation: 'PutObject',
            args: ['copy', 'invoice.txt', ':s3:demo/in', '--no-check-dest', '--s3-no-head'],
            printsRequestId: true,
          },
          { operation: 'ListObjectsV2', args: ['lsf', ':s3:demo'], printsRequestId: true },
          { operation: 'HeadObject', args: ['copy', 'invoice.txt', ':s3:demo/in'], printsRequestId: true },
        ],
        () => [],
        rclone,
      ),
    ],
    s3cmd: async () => [
      client(
        await findTool('s3cmd', '--version'),
        [
          { operation: 'PutObject', args: ['put', 'invoice.txt', 's3://demo/invoice'] },
          { operation: 'ListObjectsV2', args: ['ls', 's3://demo/'] },
          { operation: 'HeadObject', args: ['info', 's3://demo/invoice'] },
        ],
        (key) => [
          `--host=${host}`,
          `--host-bucket=${host}`,
          '--no-ssl',
          `--access_key=${key?.accessKeyId ?? ''}`,
          `--secret_key=${key?.secretAccessKey ?? ''}`,
          ...(key?.sessionToken === undefined ? [] : [`--access_token=${key.sessionToken}`]),
        ],
      ),
    ],
  };

  const listed: Listed[] = [];
  for (const [kind, find] of Object.entries(kinds) as [Kind, (typeof kinds)[Kind]][]) {
    try {
      listed.push(...(await find()).map((found) => ({ kind, ...found })));
    } catch (error) {
      listed.push({ kind, missing: (error as Error).message });
    }
  }
  return listed;
}
