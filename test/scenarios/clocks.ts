import { clock, every, type Scenario, text } from './build.ts';

const c = clock('2026-03-09T11:00:00Z');

/** Clocks that are wrong, and logs that cannot tell. */
export const CLOCKS: Scenario[] = [
  {
    name: 'the answers carry both times, half an hour apart each time',
    log: text(
      every(
        0,
        30,
        5,
        (s) =>
          `${c.iso(s)} ERROR backup <Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>${c.basic(s)}</RequestTime><ServerTime>${c.short(s + 1800)}</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`,
      ),
    ),
    top: ['clock-drift', 'clock-behind-after-sleep'],
    code: 'RequestTimeTooSkewed',
    count: 5,
    firstSeen: c.iso(0),
  },
  {
    name: 'the Date of the answers is ahead of the log: the clock is slow, so the session seems alive',
    log: text(
      `${c.iso(0)} INFO node credentials acquired expiration=${c.short(3600)}`,
      every(60, 300, 10, (s) => `${c.iso(s)} INFO node stored, Date: ${c.http(s + 540)}`),
      every(
        3070,
        30,
        6,
        (s) =>
          `${c.iso(s)} ERROR node refused, Date: ${c.http(s + 540)} ExpiredToken: The provided token has expired. (s3)`,
      ),
    ),
    top: ['clock-drift'],
    count: 6,
    firstSeen: c.iso(3070),
  },
  {
    name: 'a signed request that waited in a blocked process: the log is at the time of the server',
    log: text(
      every(
        1000,
        60,
        4,
        (s, n) =>
          `${c.iso(s)} ERROR mq SignatureDoesNotMatch: Signature expired: ${c.basic(s - 700 - n * 90)} is now earlier than ${c.basic(s - 300)} (${c.basic(s)} - 5 min.)`,
      ),
    ),
    top: ['queue-or-retry-delay'],
    code: 'SignatureDoesNotMatch',
    count: 4,
  },
  {
    name: 'ntpd says that the clock was far off',
    log: text(
      every(
        0,
        20,
        4,
        (s) =>
          `${c.syslog(s)} edge-7 uploader[9]: PutObject failed: RequestTimeTooSkewed: The difference between the request time and the current time is too large.`,
      ),
      `${c.syslog(200)} edge-7 ntpdate[31]: step time server 10.0.0.1 offset 3127.882 sec`,
      every(3400, 20, 2, (s) => `${c.syslog(s)} edge-7 uploader[9]: PutObject ok`),
    ),
    top: ['clock-drift'],
    code: 'RequestTimeTooSkewed',
    count: 4,
    who: ['edge-7'],
  },
  {
    name: 'one line, no time',
    log: text(
      'upload failed: ./a to s3://b/a An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
    ),
    top: [],
    count: 1,
    firstSeen: null,
  },
  {
    name: 'times, but the log begins in the middle of the failures',
    log: text(
      every(
        0,
        30,
        12,
        (s) =>
          `${c.iso(s)} ERROR writer An error occurred (ExpiredTokenException) when calling the PutRecord operation: The security token included in the request is expired`,
      ),
    ),
    top: [],
    code: 'ExpiredTokenException',
    count: 12,
    firstSeen: c.iso(0),
  },
  {
    name: 'a stack trace of Java without a time',
    log: text(
      'Exception in thread "main" com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: ExpiredToken; Request ID: 1A2B3C4D5E6F7G8H)',
      '\tat com.amazonaws.http.AmazonHttpClient$RequestExecutor.handleErrorResponse(AmazonHttpClient.java:1879)',
    ),
    top: [],
    count: 1,
  },
  {
    name: 'some requests fail and others pass, and nothing tells the processes apart',
    log: text(
      every(0, 90, 30, (s, n) =>
        n % 4 === 2
          ? `${c.iso(s)} ERROR ExpiredToken: The provided token has expired. (s3)`
          : `${c.iso(s)} INFO thumbnail written`,
      ),
    ),
    top: [],
    count: 7,
  },
];
