import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderMarkdown } from '../../server/session/markdown.ts';
import { report } from '../../server/session/report.ts';
import { renderText } from '../../server/session/text.ts';
import { fakeMachine, longTermLines, paths } from '../support/machine.ts';

const ROLE = 'arn:aws:iam::123456789012:role/x';
const SSO =
  'sso_account_id = 123456789012\nsso_role_name = R\n[sso-session s]\nsso_start_url = https://x/start\nsso_region = eu-west-1\n';

test('5,000 profiles are no burden', () => {
  const many = Array.from(
    { length: 5000 },
    (_, at) => `[profile p${at}]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
  ).join('');
  const files = { [paths.config]: many, [paths.credentials]: `[base]\n${longTermLines()}` };
  const started = performance.now();
  const made = report(fakeMachine({ files }), { offline: true, profile: 'p4999' });
  assert.equal(made.state, 'refreshable');
  assert.equal(made.sources.length, 2);
  assert.ok(performance.now() - started < 2000);
});

test('hostile values reach neither a shell, a terminal nor a link', () => {
  for (const profile of [
    'a\u001b[31mb',
    'x\ny',
    '$(touch /tmp/x)',
    '[a](command:evil)',
    '`|<img src=x>',
    '\u202eevil',
    "'; rm -rf ~ #",
  ]) {
    const machine = fakeMachine({
      files: { [paths.config]: `[profile "${profile}"]\nsso_session = s\n${SSO}` },
    });
    const made = report(machine, { offline: true, profile });
    const outputs = [JSON.stringify(made), renderText(made), renderMarkdown(made)];
    for (const output of outputs)
      assert.doesNotMatch(output, /[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/, JSON.stringify(profile));
    assert.doesNotMatch(outputs[2] ?? '', /(?<![\\`])\[a\]\(command|(?<!`[^`\n]*)<img/);
    for (const { command } of [...made.nextSteps, ...made.sources.map((row) => ({ command: row.refresh }))]) {
      if (command !== null) assert.match(command, /^[a-z -]+(?: --profile '(?:[^'\\]|'\\'')*')?$/, command);
    }
  }
});
