import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FoundClient, findGo, GO_SOURCES, run } from '../../support/clients.ts';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/go', import.meta.url));

/** Compiles the program in the folder `name` into `target`; some minutes the first time, a second or two later. */
export async function buildGo(
  name: 'go-v1' | 'go-v2',
  library: string,
  debianPackage: string,
  target: string,
): Promise<FoundClient> {
  const go = await findGo(library, debianPackage);
  const source = fileURLToPath(new URL(name, import.meta.url));
  const command = join(target, name);
  // The two cores of a small machine are the tests' as well.
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: target,
    GO111MODULE: 'off',
    GOPATH: GO_SOURCES,
    GOCACHE: CACHE,
    GOFLAGS: '-p=2',
  };
  const built = await run(go.command, ['build', '-o', command, '.'], {
    env,
    cwd: source,
    timeoutMs: 600_000,
  });
  if (built.code !== 0) throw new Error(`${name} does not compile: ${built.stderr.trim()}`);
  return { command, version: `${library.split('/').at(-1)} on ${go.version}` };
}
