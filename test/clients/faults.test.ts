import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { FAULTS, type Fault, newSwitches } from '../emulator/faults.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { type ClientHome, findAwsCli, findPythons, makeClientHome, run } from '../support/clients.ts';
import { type Step, startDriver } from './boto3-driver.ts';

const WHO: Step = {
  service: 'sts',
  operation: 'get_caller_identity',
  config: { connect_timeout: 2, read_timeout: 0.5, retries: { total_max_attempts: 1 } },
};
const PUT: Step = {
  service: 's3',
  operation: 'put_object',
  params: { Bucket: 'demo', Key: 'k', Body: 'paid' },
  config: { retries: { total_max_attempts: 1 } },
};

let emulator: Emulator;
let home: ClientHome;
before(async () => {
  emulator = await startEmulator();
  home = await makeClientHome();
});
afterEach(() => {
  Object.assign(emulator.switches, newSwitches());
});
after(async () => {
  await emulator.close();
  await home.remove();
});

/** What botocore prints; its own words stand in botocore/exceptions.py. */
const PRINTED: Record<Fault, { who: RegExp; put: RegExp }> = {
  hang: {
    who: /^botocore\.exceptions\.ReadTimeoutError: Read timeout on endpoint URL: "http:\/\/127\.0\.0\.1:\d+\/"$/,
    put: /^botocore\.exceptions\.ReadTimeoutError: Read timeout on endpoint URL/,
  },
  slow: { who: /^$/, put: /^$/ },
  'status-500': {
    who: /ClientError: An error occurred \(InternalFailure\) when calling the GetCallerIdentity operation.*: The request processing has failed/,
    put: /ClientError: An error occurred \(InternalError\) when calling the PutObject operation.*: We encountered an internal error/,
  },
  'status-503': {
    who: /ClientError: An error occurred \(ServiceUnavailable\) when calling the GetCallerIdentity operation/,
    put: /ClientError: An error occurred \(SlowDown\) when calling the PutObject operation.*: Please reduce your request rate\./,
  },
  html: {
    who: /^botocore\.parsers\.ResponseParserError: Unable to parse response .*invalid XML received/,
    // Newer ones take a page instead of an empty success for a server error (botocore/handlers.py).
    put: /^botocore\.parsers\.ResponseParserError: Unable to parse response|\(500\) when calling the PutObject/,
  },
  cut: {
    // urllib3 1 does not miss the rest of a body, so the old botocore trips over half a document instead.
    who: /ConnectionClosedError|ResponseStreamingError|IncompleteReadError|ResponseParserError: Unable to parse response/,
    put: /^botocore\.exceptions\.ConnectionClosedError: Connection was closed before we received a valid response/,
  },
};

for (const python of await findPythons()) {
  describe(`faults and ${python.version} (${python.command})`, () => {
    let driver: ReturnType<typeof startDriver>;
    before(() => {
      driver = startDriver(python.command, home.env(emulator.url, emulator));
    });
    after(() => driver.stop());

    for (const fault of Object.keys(FAULTS) as Fault[]) {
      test(fault, async () => {
        Object.assign(emulator.switches, { fault, slowSeconds: 0.2 });
        const who = await driver.call(WHO);
        const put = await driver.call({ ...PUT, config: { ...PUT.config, read_timeout: 0.5 } });
        assert.match(who.printed ?? '', PRINTED[fault].who);
        assert.match(put.printed ?? '', PRINTED[fault].put);
        emulator.switches.fault = null;
        assert.ok((await driver.call(WHO)).response, 'the next call succeeds');
      });
    }
  });
}

test('slow answers late, and truly', async () => {
  Object.assign(emulator.switches, { fault: 'slow', slowSeconds: 0.5 });
  const started = performance.now();
  const reply = await newSts().send(new GetCallerIdentityCommand());
  assert.equal(reply.Account, '123456789012');
  assert.ok(performance.now() - started > 450);
});

test('the JavaScript SDK names each fault', async () => {
  const names = new Map<Fault, RegExp>([
    ['hang', /^TimeoutError/],
    ['status-500', /^InternalFailure/],
    ['status-503', /^ServiceUnavailable/],
    ['cut', /aborted|ECONNRESET|socket hang up/],
  ]);
  for (const [fault, name] of names) {
    emulator.switches.fault = fault;
    const error = await newSts()
      .send(new GetCallerIdentityCommand())
      .then(
        () => assert.fail(fault),
        (thrown: Error) => thrown,
      );
    assert.match(`${error.name}: ${error.message}`, name);
  }
});

test('the AWS CLI tells a fault in one line', async () => {
  const cli = await findAwsCli();
  const said = new Map<Fault, RegExp>([
    ['hang', /Read timeout on endpoint URL: "http:\/\/127\.0\.0\.1:\d+\/"/],
    ['html', /Unable to parse response/],
    ['status-503', /An error occurred \(ServiceUnavailable\) when calling the GetCallerIdentity operation/],
  ]);
  for (const [fault, line] of said) {
    emulator.switches.fault = fault;
    const args = ['sts', 'get-caller-identity', '--cli-read-timeout', '1'];
    const env = home.env(emulator.url, emulator, { AWS_MAX_ATTEMPTS: '1' });
    const { stderr, code } = await run(cli.command, args, { env });
    assert.match(stderr, line);
    assert.notEqual(code, 0);
  }
});

function newSts(): STSClient {
  const { accessKeyId, secretAccessKey } = emulator;
  return new STSClient({
    region: 'us-east-1',
    endpoint: emulator.url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 1000, throwOnRequestTimeout: true },
  });
}
