/** The session check as a whole: look, ask STS when allowed and possible, report. */

import { stsTarget } from './endpoint.ts';
import { report } from './report.ts';
import { failure } from './sts-failure.ts';
import { type Survey, survey } from './survey.ts';
import type { CheckOptions, Machine, Online, SessionReport } from './types.ts';

/** Never rejects for what it finds on the machine or in the network; ends within about five seconds. */
export async function runCheck(
  machine: Machine,
  options: CheckOptions,
  signal?: AbortSignal,
): Promise<SessionReport> {
  const online = options.offline ? null : await askSts(survey(machine, options), signal);
  return report(machine, options, online);
}

async function askSts(
  { world, winner, taken }: Survey,
  signal: AbortSignal | undefined,
): Promise<Online | null> {
  if (winner === null || winner.access.kind === 'none') return null;
  const target = stsTarget(world, taken['aws-cli-v2'].choice.profile);
  if (typeof target === 'string')
    return { outcome: failure('source-failed', target.replace(/\.$/, '')), clock: null };
  const { callerIdentity } = await import('./sts.ts');
  return callerIdentity({
    ...target,
    access: winner.access,
    credentialsPath: world.paths.credentials,
    configPath: world.paths.config,
    signal,
  });
}
