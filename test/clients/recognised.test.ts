import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Credentials, inParallel } from '../support/clients.ts';
import type { Call, Printed, RealClient } from './programs/real-clients.ts';
import { setUp } from './programs/set-up.ts';

/** Each client works with its session, the session ends, and the client says so in its own words. */

const SECONDS = 240;
const { emulator, engine, clients, missing, tearDown } = await setUp();
after(tearDown);

// Sessions begin on an early clock and end when the clock is set right: no waiting, and the end finds a true clock.
emulator.switches.clockOffsetSeconds = -SECONDS;
const keys = new Map<RealClient, Credentials>(
  clients.map((client) => [client, emulator.issueSession(SECONDS)]),
);
const put = (client: RealClient) => client.calls.find(({ operation }) => operation === 'PutObject') as Call;
const alive = await inParallel(
  2,
  clients.map((client) => () => client.run(put(client), keys.get(client) ?? null)),
);
emulator.switches.clockOffsetSeconds = 0;
const jobs = clients.flatMap((client) => client.calls.map((call) => ({ client, call })));
const ended: Printed[] = await inParallel(
  2,
  jobs.map(
    ({ client, call }) =>
      () =>
        client.run(call, keys.get(client) ?? null),
  ),
);

for (const none of missing) test(none.kind, () => assert.fail(none.missing));

for (const client of clients) {
  describe(client.name, () => {
    const key = keys.get(client);
    const requests = emulator.requests.filter(({ accessKeyId }) => accessKeyId === key?.accessKeyId);

    test('while the session lives: nothing to tell', () => {
      const printed = alive[clients.indexOf(client)];
      assert.equal(printed?.code, 0, printed?.output);
      assert.deepEqual(engine.errors(printed?.output ?? ''), []);
    });

    for (const [index, job] of jobs.entries()) {
      if (job.client !== client) continue;
      const { call } = job;
      const { output = '', code = null } = ended[index] ?? {};
      test(`the session has ended: ${call.operation}${call.variant ? ` (${call.variant})` : ''}`, () => {
        assert.notEqual(code, 0, output);
        const found = engine.errors(output);
        const refused = requests.filter(
          ({ operation, status }) => operation === call.operation && status >= 400,
        );
        assert.ok(refused.length > 0, 'the emulator refused the operation');
        const own = refused.find(({ requestId }) => requestId !== null && output.includes(requestId));
        assert.equal(own !== undefined, call.printsRequestId === true, `prints its request id:\n${output}`);
        if (call.operation === 'HeadObject') {
          assert.deepEqual(found, [], `no body, no code, nothing invented:\n${output}`);
          return;
        }
        const said = own ?? refused[0];
        const codes = found.map((occurrence) => occurrence.code);
        assert.deepEqual([...new Set(codes)], [said?.code], output);
        for (const { evidence } of found) {
          assert.ok([undefined, said?.operation].includes(evidence.operation?.value));
          assert.ok([undefined, own?.requestId].includes(evidence.requestId?.value));
          assert.ok([undefined, said?.status].includes(evidence.status?.value));
        }
        const shown = found.map(({ evidence }) => evidence);
        if (own)
          assert.ok(
            shown.some(({ requestId }) => requestId),
            `the request id is read:\n${output}`,
          );
        if (call.printsOperation) {
          assert.ok(
            shown.some(({ operation }) => operation),
            `the operation is read:\n${output}`,
          );
        }
        for (const occurrence of found) {
          const { message } = engine.finding(occurrence);
          assert.ok(!message.includes(key?.sessionToken ?? ''), 'no session token in a message');
        }
      });
    }
  });
}
