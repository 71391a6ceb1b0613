/** What to do, the one command that helps first. */

import { FIGURES } from '../../kb/figures.ts';
import { clockCommand, unsetCommand, withProfile } from './commands.ts';
import { takenBy } from './precedence.ts';
import { SESSION_VARIABLES } from './sources/environment.ts';
import type { Found } from './sources/source.ts';
import type { Survey } from './survey.ts';
import type { NextStep, Online } from './types.ts';
import type { Judgement } from './verdict.ts';
import { label } from './words.ts';
import { variable, type World } from './world.ts';

/** A minute before most services begin to refuse signatures. */
const SKEW_SECONDS = FIGURES['sigv4-skew'].max - 60;

export function nextSteps(found: Survey, judged: Judgement, online: Online | null): NextStep[] {
  const { winner, world } = found;
  const steps: NextStep[] = [];
  if (clockIsOff(online))
    steps.push({
      text: 'Set the clock of this machine right.',
      command: clockCommand(world.machine.platform),
    });
  if (winner === null) steps.push(withoutWinner(found));
  else if (online?.outcome.kind === 'invalid' || judged.state === 'expired' || judged.state === 'missing')
    steps.push(...renew(found, winner));
  else if (judged.state === 'expiring') steps.push(renewed(winner));
  else if (judged.state === 'unknown' && online === null && winner.access.kind !== 'none')
    steps.push(askSts(found));
  else if (judged.state === 'unknown' && winner.refresh !== null) steps.push(renewed(winner));
  return steps;
}

export function clockIsOff(online: Online | null): boolean {
  if (online?.outcome.kind === 'clock') return true;
  return (
    online?.clock != null &&
    Math.abs(online.clock.skewSeconds) - online.clock.uncertaintySeconds > SKEW_SECONDS
  );
}

function withoutWinner({ taken, world }: Survey): NextStep {
  if (world.refused !== null) return { text: `Correct this line: ${world.refused}.`, command: null };
  const { stopped, choice } = taken['aws-cli-v2'];
  if (choice.by !== null && world.machine.env[choice.by] === '') {
    return { text: 'Remove the empty variable.', command: unsetCommand([choice.by], world.machine.platform) };
  }
  if (stopped !== null)
    return { text: 'See which profiles there are.', command: 'aws configure list-profiles' };
  return { text: 'Sign in, or set up a profile.', command: 'aws configure sso' };
}

function renew(found: Survey, winner: Found): NextStep[] {
  const { world } = found;
  if (winner.kind !== 'environment') return [renewed(winner)];
  const command = unsetCommand(sessionVariables(world), world.machine.platform);
  const behind = hidden(found);
  if (behind === null) {
    return [
      {
        text: 'Take a new session where these variables came from, and set all of them again.',
        command: null,
      },
      { text: 'Until then, remove the old ones.', command },
    ];
  }
  return [
    { text: `Remove the variables; then ${label(behind)} is used, which is ${behind.state}.`, command },
  ];
}

/** What AWS CLI would take without the variables, when that has a chance to work. */
function hidden({ world }: Survey): Found | null {
  const env = { ...world.machine.env };
  for (const name of SESSION_VARIABLES) delete env[name];
  const { found } = takenBy('aws-cli-v2', { ...world, machine: { ...world.machine, env } }, undefined);
  return found === null || found.state === 'expired' || found.state === 'missing' ? null : found;
}

function renewed(winner: Found): NextStep {
  if (winner.refresh !== null) return { text: `Renew ${label(winner)}.`, command: winner.refresh };
  if (winner.kind === 'shared-file' || winner.kind === 'config-file') {
    return { text: `Run the tool again that wrote the keys to ${winner.where}.`, command: null };
  }
  if (winner.partial) return { text: `Correct ${winner.where}.`, command: null };
  return { text: 'Take a new session where this one came from.', command: null };
}

function askSts({ taken, world }: Survey): NextStep {
  const { profile, by } = taken['aws-cli-v2'].choice;
  const command =
    by === '--profile'
      ? withProfile('session-doctor check', profile, world.machine.platform)
      : 'session-doctor check';
  return { text: 'Ask STS.', command };
}

function sessionVariables(world: World): string[] {
  return SESSION_VARIABLES.filter((name) => variable(world, name) !== undefined);
}
