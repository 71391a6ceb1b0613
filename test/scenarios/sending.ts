import { clock, every, KEY, LONG_KEY, type Scenario, TOKEN, text } from './build.ts';

const c = clock('2026-08-20T13:00:00Z');
const url = (signed: string, seconds: number, key = KEY, token = true) =>
  `https://media.s3.eu-west-1.amazonaws.com/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${key}%2F20260820%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=${signed}&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host${token ? `&X-Amz-Security-Token=${TOKEN}` : ''}&X-Amz-Signature=0123abcd`;
const body =
  '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>';

/** Requests that were signed in time and sent too late. */
export const SENDING: Scenario[] = [
  {
    name: 'jobs carry the credentials of the moment they were queued',
    log: text(
      every(7500, 30, 6, (s, n) =>
        [
          `{"time":"${c.iso(s)}","level":"info","msg":"job reserved","id":${n},"enqueuedAt":"${c.iso(s - 7000)}"}`,
          `{"time":"${c.iso(s + 1)}","level":"error","msg":"upload failed","id":${n},"error":"ExpiredToken: The provided token has expired.","service":"s3","credentialExpiration":"${c.iso(s - 3400)}"}`,
        ].join('\n'),
      ),
    ),
    top: ['queue-or-retry-delay'],
    count: 6,
    firstSeen: c.iso(7501),
  },
  {
    name: 'an SQS consumer works off a backlog of signed requests',
    log: text(
      `${c.iso(0)} consumer-1 replaying signed requests from dead letter queue`,
      every(
        5,
        10,
        8,
        (s) =>
          `${c.iso(s)} consumer-1 age=${5400 + s}s PUT s3://inbox status 400 ExpiredToken The provided token has expired.`,
      ),
    ),
    top: ['queue-or-retry-delay'],
    count: 8,
  },
  {
    name: 'the queue is old for jobs that succeed as well: it decides nothing, the kept session does',
    log: text(
      `${c.iso(0)} mailer started`,
      `${c.iso(1)} mailer assume_role ok Expiration=${c.short(3601)}`,
      every(60, 200, 17, (s) => `${c.iso(s)} mailer message sent waited=${4000 + s}s`),
      every(
        3620,
        30,
        8,
        (s) =>
          `${c.iso(s)} mailer message failed waited=${4000 + s}s An error occurred (ExpiredToken) when calling the SendEmail operation: The security token included in the request is expired`,
      ),
    ),
    top: ['cached-credentials-reused'],
    count: 8,
  },
  {
    name: 'an access log: one link signed for twelve hours is refused after one',
    log: text(
      every(
        300,
        600,
        5,
        (s) => `198.51.100.7 - - [${c.nginx(s, -4)}] "GET /v?u=${url(c.basic(0), 43200)} HTTP/1.1" 200 8812`,
      ),
      every(
        3700,
        400,
        6,
        (s) =>
          `198.51.100.9 - - [${c.nginx(s, -4)}] "GET /v?u=${url(c.basic(0), 43200)} HTTP/1.1" 400 414 "ExpiredToken"`,
      ),
    ),
    top: ['presigned-url-outlived-session'],
    count: 6,
    firstSeen: c.iso(3700),
  },
  {
    name: 'a mobile client reports the refused link and the body in one record',
    log: text(
      every(
        20_000,
        60,
        3,
        (s) =>
          `${c.iso(s)} WARN player download failed url=${url(c.basic(14_000), 21_600)} status=400 body=${body.replace('4442587FB7D0A2F9', `4442587FB7D0${s}`)}`,
      ),
    ),
    top: ['presigned-url-outlived-session'],
    count: 3,
  },
  {
    name: 'a link of a long-term key, used after its own end',
    log: text(
      every(
        5000,
        60,
        4,
        (s) =>
          `${c.iso(s)} WARN fetch ${url(c.basic(0), 900, LONG_KEY, false)} -> 403 <Error><Code>AccessDenied</Code><Message>Request has expired</Message><Expires>${c.short(900)}</Expires><ServerTime>${c.short(s)}</ServerTime></Error> amazonaws`,
      ),
    ),
    top: ['url-past-its-end', 'url-minted-early'],
    code: 'AccessDenied',
    count: 4,
  },
  {
    name: 'presigned links are handed out and work; what fails is the worker itself',
    log: text(
      `${c.iso(0)} INFO boot thumbs`,
      `${c.iso(1)} INFO sts:AssumeRole succeeded expiration="${c.short(3601)}"`,
      every(100, 340, 10, (s) => `${c.iso(s)} INFO issued ${url(c.basic(s), 300)} 200`),
      every(
        3650,
        25,
        5,
        (s) =>
          `${c.iso(s)} ERROR put failed: An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.`,
      ),
    ),
    top: ['cached-credentials-reused'],
    count: 5,
  },
];
