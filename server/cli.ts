#!/usr/bin/env node
import { UsageError } from './commands/usage.ts';

/** One module a subcommand, loaded only when it is called, so that `explain` starts as fast as Node.js does. */
const commands: Record<
  string,
  { about: string; load: () => Promise<{ run: (args: string[]) => Promise<number> }> }
> = {
  explain: {
    about: 'the knowledge base entry for a code, a rule or a pasted message',
    load: () => import('./commands/explain.ts'),
  },
  scan: { about: 'findings in logs and code', load: () => import('./commands/scan.ts') },
  diagnose: {
    about: 'one incident report from logs: what, since when, who, why, what to do',
    load: () => import('./commands/diagnose.ts'),
  },
  check: {
    about: 'the session report: which credentials win, and until when',
    load: () => import('./commands/check.ts'),
  },
  lsp: { about: 'the language server (--stdio)', load: () => import('./commands/lsp.ts') },
};

const USAGE = `session-doctor COMMAND [OPTIONS]

${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`)
  .join('\n')}

session-doctor COMMAND --help tells more; --version prints the version.
Works offline and sends nothing, except that check asks AWS STS unless --offline is given.
`;

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    const { version } = await import('./assets.ts');
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(
      `unknown command "${name.slice(0, 40)}"; there are ${Object.keys(commands).join(', ')}`,
    );
  }
  return (await command.load()).run(rest);
}

// A reader that closes early (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  async (error: unknown) => {
    const { redact } = await import('./render/redact.ts');
    const { plain } = await import('./render/escape.ts');
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`session-doctor: ${redact(plain(message))}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 70;
  },
);
