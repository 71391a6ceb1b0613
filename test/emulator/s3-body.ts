import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AwsError, Incoming } from './types.ts';

export type DecodedBody = { kind: 'body'; body: Buffer } | { kind: 'refused'; error: AwsError };

/**
 * The object inside a PUT body. Today's SDKs wrap it in `aws-chunked` with a checksum after it
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html). CRC-32 and SHA-256 are checked;
 * the signatures of single chunks are not.
 */
export function decodeBody({ headers, body }: Incoming): DecodedBody {
  const streaming = headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
  if (!streaming) return checked(body, headers);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = /^([0-9a-fA-F]{1,8})(?:;|$)/.exec(body.toString('latin1', at, Math.max(at, lineEnd)))?.[1];
    if (lineEnd < 0 || size === undefined) return incomplete();
    const start = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) return checked(Buffer.concat(chunks), { ...headers, ...readTrailer(body, start) });
    if (body.toString('latin1', start + length, start + length + 2) !== '\r\n') return incomplete();
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}

function readTrailer(body: Buffer, from: number): Record<string, string> {
  const trailer: Record<string, string> = {};
  for (const line of body.toString('latin1', from).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailer[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailer;
}

function checked(body: Buffer, headers: Record<string, string>): DecodedBody {
  const wanted32 = headers['x-amz-checksum-crc32'];
  if (wanted32 !== undefined) {
    const actual = Buffer.alloc(4);
    actual.writeUInt32BE(crc32(body));
    if (actual.toString('base64') !== wanted32) return badChecksum('CRC32');
  }
  const wanted256 = headers['x-amz-checksum-sha256'];
  if (wanted256 !== undefined && createHash('sha256').update(body).digest('base64') !== wanted256) {
    return badChecksum('SHA256');
  }
  const declared = headers['x-amz-decoded-content-length'];
  if (declared !== undefined && declared !== String(body.length)) return incomplete();
  return { kind: 'body', body: Buffer.from(body) };
}

function badChecksum(name: string): DecodedBody {
  const message = `The ${name} you specified did not match the calculated checksum.`;
  return { kind: 'refused', error: { status: 400, code: 'BadDigest', message } };
}

function incomplete(): DecodedBody {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return { kind: 'refused', error: { status: 400, code: 'IncompleteBody', message } };
}
