import { cp, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../emulator/server.ts';
import { findPythons } from './clients.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A disposable copy of the sample workspace and AWS files whose only AWS is the emulator. */
export interface Demo {
  workspace: string;
  env: Record<string, string>;
  credentialsFile: string;
}

/** The folder of the Python that can import boto3 goes first on PATH; without one the Python samples do not run. */
export async function prepareDemo(folder: string, emulator: Emulator): Promise<Demo> {
  const python = await findPythons().then(
    ([first]) => first?.command,
    () => undefined,
  );
  const workspace = join(folder, 'samples');
  const aws = join(folder, 'aws');
  await cp(join(root, 'samples'), workspace, { recursive: true });
  await mkdir(aws, { recursive: true });
  const credentialsFile = join(aws, 'credentials');
  await writeFile(
    credentialsFile,
    `[base]\naws_access_key_id = ${emulator.accessKeyId}\naws_secret_access_key = ${emulator.secretAccessKey}\n`,
    { mode: 0o600 },
  );
  await writeFile(
    join(aws, 'config'),
    '[default]\nregion = us-east-1\n\n[profile base]\nregion = us-east-1\n',
  );
  return {
    workspace,
    credentialsFile,
    env: {
      AWS_CONFIG_FILE: join(aws, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
      AWS_ENDPOINT_URL: emulator.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      PYTHONPATH: join(root, 'test/emulator/python'),
      PATH: [...(python === undefined ? [] : [dirname(python)]), process.env.PATH ?? ''].join(delimiter),
    },
  };
}

/** This process's environment without anything that would lead a client to a real account. */
export function withoutAws(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('AWS_'),
    ),
  );
}
