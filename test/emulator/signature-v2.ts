import { createHmac } from 'node:crypto';
import type { Incoming } from './types.ts';

/** Query parameters that are part of the signed resource (Amazon S3 user guide, RESTAuthentication). */
const SIGNED_PARAMETERS = [
  'acl',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'tagging',
  'uploadId',
  'uploads',
  'versionId',
];

/**
 * The signature of an S3 URL presigned the old way (HMAC-SHA1), which boto3 and AWS CLI v1 still make in us-east-1
 * unless told otherwise. No signing library of today writes it.
 */
export function signQueryV2(incoming: Incoming, secret: string): string {
  const query = new Map(incoming.query.map(([name, value]) => [name.toLowerCase(), value]));
  const expires = query.get('expires') ?? '';
  const amz = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers))
    if (name.startsWith('x-amz-')) amz.set(name, value);
  for (const [name, value] of query) if (name.startsWith('x-amz-')) amz.set(name, value);
  const amzLines = [...amz].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}\n`);
  const signed = incoming.query.filter(([name]) => SIGNED_PARAMETERS.includes(name)).sort();
  const resource = signed.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
  const text = [
    incoming.method,
    incoming.headers['content-md5'] ?? '',
    incoming.headers['content-type'] ?? '',
    expires,
    `${amzLines.join('')}${incoming.path}${resource === '' ? '' : `?${resource}`}`,
  ].join('\n');
  return createHmac('sha1', secret).update(text).digest('base64');
}
