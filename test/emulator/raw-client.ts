import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Emulator } from './server.ts';
import { NodeSha256 } from './signature.ts';

export interface RawRequest {
  service: 's3' | 'sts' | 'dynamodb' | 'ec2';
  method?: string;
  path?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  signedAt?: Date;
}

export interface RawKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A signed request without any SDK, for tests that look at the bare reply. */
export async function sendSigned(emulator: Emulator, key: RawKey, request: RawRequest): Promise<Response> {
  const { service, method = 'POST', path = '/', query = {}, body } = request;
  const unsigned = new HttpRequest({
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: emulator.port,
    path,
    query,
    headers: { host: `127.0.0.1:${emulator.port}`, ...request.headers },
    body,
  });
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials: key,
    sha256: NodeSha256,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
  });
  const signed = await signer.sign(unsigned, { signingDate: request.signedAt ?? new Date() });
  const search = new URLSearchParams(query).toString();
  const url = `${emulator.url}${path}${search === '' ? '' : `?${search}`}`;
  return fetch(url, { method, headers: signed.headers, body: body ?? null });
}

export function form(action: string, version: string, more: Record<string, string> = {}): RawRequest {
  const service = version.startsWith('2016') ? 'ec2' : 'sts';
  return {
    service,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ Action: action, Version: version, ...more }).toString(),
  };
}

export function listTables(): RawRequest {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  };
  return { service: 'dynamodb', headers, body: '{}' };
}
