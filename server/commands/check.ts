import { redactAll } from '../render/redact.ts';
import { runCheck } from '../session/check.ts';
import { exitStatus } from '../session/exit-status.ts';
import { thisMachine } from '../session/files.ts';
import { renderText } from '../session/text.ts';
import { oneOf, parse, print, UsageError } from './usage.ts';

const USAGE = `session-doctor check [OPTIONS]

Says which AWS credentials win on this machine, whether they are good, and until when.

  --profile P           look at this profile, as the AWS CLI's --profile does
  --offline             read files and variables only; do not ask AWS STS
  --min-remaining 45m   how long the session has to last (s, m or h)
  --format text|json

Exit status: 0 good for the asked time; 1 valid or refreshable but not long enough; 3 expired; 4 no credentials or
unknown; 5 STS not reachable; 2 usage.
`;

export async function run(args: string[]): Promise<number> {
  const parsed = parse(
    args,
    {
      profile: { type: 'string' },
      offline: { type: 'boolean' },
      'min-remaining': { type: 'string' },
      format: { type: 'string' },
    },
    USAGE,
  );
  if (parsed === null) return 0;
  const { values, positionals } = parsed;
  if (positionals.length > 0) throw new UsageError('check takes no files; --help lists the options');
  const format = oneOf('format', values.format, ['text', 'json'], 'text');
  const minRemainingSeconds = seconds(values['min-remaining']);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const report = await runCheck(
    thisMachine(process.env),
    {
      offline: values.offline === true,
      ...(values.profile === undefined ? {} : { profile: values.profile }),
      ...(minRemainingSeconds === undefined ? {} : { minRemainingSeconds }),
    },
    interrupt.signal,
  );
  print(format === 'json' ? JSON.stringify(redactAll(report), null, 2) : renderText(report));
  return exitStatus(report, minRemainingSeconds ?? 0);
}

/** `45m`, `1h`, `90s`, `90` → seconds */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,9})([smh]?)$/.exec(text);
  if (match === null)
    throw new UsageError(`--min-remaining is a time such as 45m, 1h or 900s, not "${text.slice(0, 40)}"`);
  return Number(match[1]) * { s: 1, m: 60, h: 3600, '': 1 }[match[2] as 's' | 'm' | 'h' | ''];
}
