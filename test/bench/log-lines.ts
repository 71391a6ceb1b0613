/** Lines of made-up services, the same for the same seed, for measuring and for property tests. */

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface LogLines {
  /** The next record, newline included. Most are one line; some errors are several. */
  next(): string;
}

const START = Date.UTC(2026, 3, 15, 4, 0, 0);
const OPERATIONS = ['PutObject', 'GetObject', 'ListObjectsV2', 'SendMessage', 'GetItem', 'HeadObject'];
const PATHS = ['/healthz', '/v1/invoices', '/v1/orders/search', '/static/app.css', '/v2/reports/monthly'];
const WORK = ['fetched page', 'stored batch', 'queue depth', 'cache warm', 'sent digest', 'rebuilt index'];

/** `errors` is the share of records that show an AWS session error, `facts` of those that tell of a session's life. */
export function logLines(seed: number, errors = 0.002, facts = 0.0005): LogLines {
  const random = randomFrom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const one = <T>(list: readonly T[]): T => list[whole(list.length)] as T;
  const hex = () =>
    whole(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  let now = START;
  const iso = (at: number) => new Date(at).toISOString();

  const ordinary: (() => string)[] = [
    () =>
      `${iso(now)} INFO  [invoice-batch-${whole(8)}] ${one(WORK)} items=${whole(5000)} took=${whole(900)}ms trace=${hex()}${hex()}\n`,
    () =>
      `10.0.${whole(255)}.${whole(255)} - - [${iso(now)}] "GET ${one(PATHS)}?page=${whole(90)} HTTP/1.1" 200 ${whole(90_000)} "-" "Mozilla/5.0 (X11; Linux x86_64)"\n`,
    () =>
      `{"time":"${iso(now)}","level":"info","service":"reports","msg":"${one(WORK)}","count":${whole(5000)},"request":"${hex()}-${hex()}"}\n`,
    () =>
      `${iso(now)} DEBUG [pool-${whole(4)}-thread-${whole(16)}] c.e.orders.Repository - select ${whole(300)} rows in ${whole(40)} ms\n`,
  ];
  const life: (() => string)[] = [
    () =>
      `${iso(now)} INFO  worker=w${whole(8)} session acquired, credentialExpiration=${iso(now + 3_600_000)}\n`,
    () => `${iso(now)} INFO  [invoice-batch-${whole(8)}] token cache: 0 expired entries removed\n`,
    () => `${iso(now)} WARN  [invoice-batch-${whole(8)}] refused: your link has expired, ask for another\n`,
  ];
  const failures: (() => string)[] = [
    () =>
      `${iso(now)} ERROR [invoice-batch-${whole(8)}] requestId=${hex()} An error occurred (ExpiredToken) when calling the ${one(OPERATIONS)} operation: The provided token has expired.\n`,
    () =>
      `${iso(now)} ERROR upload failed\nTraceback (most recent call last):\n  File "/app/worker.py", line ${whole(300)}, in run\n    s3.put_object(**call)\nbotocore.exceptions.ClientError: An error occurred (ExpiredTokenException) when calling the ${one(OPERATIONS)} operation: The security token included in the request is expired\n`,
    () =>
      `{"time":"${iso(now)}","level":"error","service":"reports","err":"operation error S3: ${one(OPERATIONS)}, https response error StatusCode: 400, RequestID: ${hex().toUpperCase()}, api error ExpiredToken: The provided token has expired."}\n`,
    () =>
      `${iso(now)} ERROR <Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><RequestId>${hex()}</RequestId></Error>\n`,
    () =>
      `${iso(now)} ERROR aws: Unable to\n    locate credentials. You can configure credentials by running "aws login".\n`,
  ];
  return {
    next() {
      now += whole(12);
      const kind = random();
      return (kind < errors ? one(failures) : kind < errors + facts ? one(life) : one(ordinary))();
    },
  };
}
