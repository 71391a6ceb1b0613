import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowledgeBase } from '../../server/assets.ts';
import { createEngine } from '../../server/engine.ts';
import { diagnose } from '../../server/logs/diagnose.ts';
import { incidentMarkdown, incidentText } from '../../server/render/incident.ts';
import { incidentJson } from '../../server/render/incident-json.ts';
import { KEY, TOKEN } from '../scenarios/build.ts';
import { CLOCKS } from '../scenarios/clocks.ts';
import { SENDING } from '../scenarios/sending.ts';
import { SESSION } from '../scenarios/session.ts';
import { SOURCES } from '../scenarios/sources.ts';

const engine = createEngine(knowledgeBase());
const pages = engine.kb.entries.filter((entry) => entry.kind === 'error');
const look = (log: string) => diagnose(log, { recogniser: engine.recogniser, pages });
const all = [...SESSION, ...SENDING, ...SOURCES, ...CLOCKS];

/** Deterministic, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('logs that are cut, shuffled or glued together never break it, and every cited line exists', () => {
  const next = random(7);
  for (let run = 0; run < 150; run++) {
    const pick = () => all[Math.floor(next() * all.length)]?.log ?? '';
    let log = next() < 0.3 ? pick() + pick() : pick();
    const lines = log.split('\n');
    if (next() < 0.5) lines.sort(() => next() - 0.5);
    log = lines.join(next() < 0.2 ? '\r\n' : '\n');
    if (next() < 0.5)
      log = log.slice(Math.floor(next() * log.length), Math.floor(next() * log.length) + 4000);
    const diagnosis = look(log);
    const count = log.split('\n').length;
    for (const incident of diagnosis.incidents) {
      assert.equal(incident.count, incident.lines.length);
      assert.ok(incident.blindRetries < incident.count);
      const cited = incident.causes
        .flatMap((cause) => [...cause.for, ...cause.against])
        .map(({ line }) => line);
      for (const line of [...incident.lines, ...cited, ...incident.timeline.map((one) => one.line)])
        assert.ok(line >= 0 && line < count);
      for (const cause of incident.causes) assert.ok(cause.for.length > 0, cause.id);
      if (incident.undetermined)
        assert.ok(
          incident.causes.every((cause) => cause.confidence === 'possible') && incident.missing.length > 0,
        );
      assert.deepEqual(
        [...incident.timeline].sort((a, b) => a.at - b.at),
        incident.timeline,
      );
    }
    JSON.parse(JSON.stringify(incidentJson(diagnosis, pages)));
    assert.ok(incidentText(diagnosis, pages).length > 0);
  }
});

test('no report holds a key, a token or markup of the log', () => {
  for (const { log } of all) {
    const hostile = log.replaceAll('worker=', `worker=<img/src=x>[a](http://e.example)`);
    const diagnosis = look(hostile);
    const reports = [
      incidentText(diagnosis, pages),
      incidentMarkdown(diagnosis, pages),
      JSON.stringify(incidentJson(diagnosis, pages)),
    ];
    for (const report of reports) assert.ok(!report.includes(KEY) && !report.includes(TOKEN));
    assert.ok(!/(?<!`)<img/.test(reports[1] ?? ''));
  }
});

test('logs without an error of AWS make no incident', () => {
  const quiet = [
    '',
    '\n\n',
    '2026-01-01T00:00:00Z INFO all is well\n',
    '{"level":40,"time":1776247207654,"msg":"rejected","err":{"name":"TokenExpiredError","message":"jwt expired"}}\n',
    'E0609 22:00:03.495168 1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, token has expired.]"\n',
    '{"reason":"ExpiredToken","timestamp":1776247207654} from api.push.apple.com status 400\n',
  ];
  for (const log of quiet) assert.deepEqual(look(log).incidents, [], log);
});

test('nine megabytes of other lines are read within four seconds', () => {
  const quiet = Array.from(
    { length: 90_000 },
    (_, n) =>
      `2026-05-04T06:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000Z INFO api request handled path=/v1/items/${n} user=${n % 977} status=200`,
  ).join('\n');
  const started = performance.now();
  const { incidents } = look(`${quiet}\n${SESSION[1]?.log}`);
  assert.equal(incidents.length, 1);
  assert.ok(performance.now() - started < 4000);
});
