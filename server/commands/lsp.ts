import { parse, UsageError } from './usage.ts';

const USAGE = `session-doctor lsp --stdio

Runs the language server on standard input and output, for any editor that speaks LSP.
`;

export async function run(args: string[]): Promise<number> {
  const parsed = parse(args, { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } }, USAGE);
  if (parsed === null) return 0;
  if (!parsed.values.stdio) throw new UsageError('lsp speaks over --stdio only');
  const { serveStdio } = await import('../process.ts');
  serveStdio();
  // The server lives until its connection ends.
  return new Promise(() => undefined);
}
