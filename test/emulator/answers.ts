import { randomBytes, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Answer, AwsError, Protocol } from './types.ts';

export function xml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

/** One element; an object's own keys become child elements in their order, a list repeats its `item`. */
export type Xml = string | number | boolean | null | { [name: string]: Xml | Xml[] };

export function element(name: string, value: Xml | Xml[]): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  if (value === null) return `<${name}/>`;
  if (typeof value !== 'object') return `<${name}>${xml(String(value))}</${name}>`;
  return `<${name}>${children(value)}</${name}>`;
}

export function children(value: { [name: string]: Xml | Xml[] }): string {
  return Object.entries(value)
    .map(([name, child]) => element(name, child))
    .join('');
}

export function newRequestId(protocol: Protocol): string {
  if (protocol === 's3') return upper(16);
  if (protocol === 'json') return upper(52);
  return randomUUID();
}

function upper(length: number): string {
  return Array.from(randomBytes(length), (byte) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[byte % 36]).join(
    '',
  );
}

/** The headers that every answer of a protocol carries, seen in wire captures in public issue threads. */
export function commonHeaders(protocol: Protocol, requestId: string): Record<string, string> {
  switch (protocol) {
    case 's3':
      return {
        'x-amz-id-2': randomBytes(57).toString('base64'),
        'x-amz-request-id': requestId,
        Server: 'AmazonS3',
      };
    case 'json':
      return {
        'x-amzn-RequestId': requestId,
        Server: 'Server',
        'Content-Type': 'application/x-amz-json-1.0',
      };
    case 'query':
      return { 'x-amzn-RequestId': requestId, 'Content-Type': 'text/xml' };
    case 'ec2':
      return { 'x-amzn-requestid': requestId, Server: 'AmazonEC2', 'Content-Type': 'text/xml;charset=UTF-8' };
  }
}

export function withLength(headers: Record<string, string>, body: string | Buffer): Record<string, string> {
  return { ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
}

export function jsonAnswer(status: number, value: unknown, code: string | null, requestId: string): Answer {
  const body = JSON.stringify(value);
  const headers = { ...commonHeaders('json', requestId), 'x-amz-crc32': String(crc32(body)) };
  return { status, headers: withLength(headers, body), body, code };
}

/** An error as the protocol spells it: status, headers and body. */
export function errorAnswer(protocol: Protocol, error: AwsError, namespace = STS_NAMESPACE): Answer {
  const id = newRequestId(protocol);
  const { status, code, message } = error;
  const headers = commonHeaders(protocol, id);
  if (protocol === 'json') {
    return jsonAnswer(status, { __type: `com.amazon.coral.service#${code}`, message }, code, id);
  }
  if (protocol === 's3') {
    const hostId = headers['x-amz-id-2'] ?? '';
    const parts = { Code: code, Message: message, ...error.details, RequestId: id, HostId: hostId };
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', parts)}`;
    // S3 sends its errors chunked, without a length, and hangs up.
    return {
      status,
      headers: { ...headers, 'Content-Type': 'application/xml', Connection: 'close' },
      body,
      code,
    };
  }
  if (protocol === 'ec2') {
    const parts = { Errors: { Error: { Code: code, Message: message } }, RequestID: id };
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element('Response', parts)}`;
    return { status, headers: { ...headers, 'Cache-Control': 'no-cache, no-store' }, body, code };
  }
  const type = status >= 500 ? 'Receiver' : 'Sender';
  const body = [
    `<ErrorResponse xmlns="${namespace}">`,
    '  <Error>',
    `    ${element('Type', type)}`,
    `    ${element('Code', code)}`,
    `    ${element('Message', message)}`,
    '  </Error>',
    `  ${element('RequestId', id)}`,
    '</ErrorResponse>',
    '',
  ].join('\n');
  return { status, headers: withLength(headers, body), body, code };
}

export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
