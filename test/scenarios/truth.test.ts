import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowledgeBase } from '../../server/assets.ts';
import { createEngine } from '../../server/engine.ts';
import { diagnose } from '../../server/logs/diagnose.ts';
import type { Incident } from '../../server/logs/incident.ts';
import { iso } from '../../server/logs/moments.ts';
import type { Scenario } from './build.ts';
import { CLOCKS } from './clocks.ts';
import { MORE } from './more.ts';
import { SENDING } from './sending.ts';
import { SESSION } from './session.ts';
import { SOURCES } from './sources.ts';

const engine = createEngine(knowledgeBase());
const pages = engine.kb.entries.filter((entry) => entry.kind === 'error');
const look = (log: string) => diagnose(log, { recogniser: engine.recogniser, pages }).incidents;

for (const scenario of [...SESSION, ...SENDING, ...SOURCES, ...CLOCKS, ...MORE]) {
  test(scenario.name, () => judge(scenario));
}

function judge({
  log,
  code = 'ExpiredToken',
  top,
  count,
  firstSeen,
  recoveredAt,
  expiresAt,
  who,
}: Scenario): void {
  const incidents = look(log).filter((incident) => incident.code === code);
  assert.ok(incidents.length > 0, `no incident of ${code}`);
  const said = incidents
    .map(
      (one) =>
        `${one.undetermined ? 'undetermined ' : ''}${one.causes.map((cause) => `${cause.id}:${cause.score}`).join(' ')}`,
    )
    .join(' | ');
  if (top.length === 0) {
    for (const one of incidents) {
      assert.ok(one.undetermined, said);
      assert.ok(one.missing.length > 0);
      assert.ok(one.causes.every((cause) => cause.confidence === 'possible'));
    }
  } else {
    for (const one of incidents) assert.ok(top.includes(one.causes[0]?.id ?? '') && !one.undetermined, said);
    for (const one of incidents) assert.ok((one.causes[0]?.for.length ?? 0) > 0);
  }
  const pick = <T>(read: (one: Incident) => T) => incidents.map(read);
  if (count !== undefined)
    assert.equal(
      pick((one) => one.count).reduce((a, b) => a + b),
      count,
    );
  if (firstSeen !== undefined) assert.equal(iso(pick((one) => one.firstSeen)[0]), firstSeen);
  if (recoveredAt !== undefined) assert.equal(iso(pick((one) => one.recoveredAt)[0]), recoveredAt);
  if (expiresAt !== undefined) assert.equal(iso(pick((one) => one.session.expiresAt)[0]), expiresAt);
  for (const name of who ?? [])
    assert.ok(
      incidents.some((one) => one.who.some((each) => each.name === name)),
      JSON.stringify(pick((one) => one.who)),
    );
}

test('two workers with different causes are two incidents', () => {
  const log = SESSION.find((one) => one.name.startsWith('two workers'))?.log ?? '';
  const found = look(log).filter((one) => one.code === 'ExpiredTokenException');
  assert.deepEqual(
    found.map((one) => [one.who[0]?.name, one.count, one.causes[0]?.id]),
    [
      ['a', 10, 'cached-credentials-reused'],
      ['b', 8, 'refresh-path-broken'],
    ],
  );
});
