import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The call itself is wrong: exit status 2. */
export class UsageError extends Error {}

type Parsed<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: O & { help: { type: 'boolean' } }; allowPositionals: true }>
>;

/** Options of a subcommand. With `--help`, prints `usage` and returns null. */
export function parse<O extends ParseArgsOptionsConfig>(
  args: string[],
  options: O,
  usage: string,
): Parsed<O> | null {
  let parsed: Parsed<O>;
  try {
    parsed = parseArgs({ args, options: { ...options, help: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    // Node's message says more after its first sentence than one line should.
    throw new UsageError(`${(error as Error).message.split(/\. |\n/)[0]}; --help lists the options`);
  }
  if ((parsed.values as { help?: boolean }).help === true) {
    process.stdout.write(usage);
    return null;
  }
  return parsed;
}

export function oneOf<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`--${option} is one of ${allowed.join(', ')}, not "${value.slice(0, 40)}"`);
  return found;
}

/** All of standard input as text, up to a limit in bytes. */
export async function standardInput(limit = 64 * 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > limit) throw new Error(`standard input is larger than ${limit / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}
