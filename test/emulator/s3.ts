import { createHash } from 'node:crypto';
import { commonHeaders, element, errorAnswer, newRequestId, withLength, type Xml } from './answers.ts';
import { decodeBody } from './s3-body.ts';
import type { Answer, AwsError, Identity, Incoming, Service, World } from './types.ts';

/** Objects live in memory; every bucket exists from its first mention. */
interface StoredObject {
  body: Buffer;
  contentType: string;
  etag: string;
  modifiedAt: number;
  metadata: Record<string, string>;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const STORE_LIMIT_BYTES = 64 * 1024 * 1024;
const PAGE = 1000;

export function createS3(world: World): Service {
  const buckets = new Map<string, Map<string, StoredObject>>();
  let storedBytes = 0;

  function objectsOf(bucket: string): Map<string, StoredObject> {
    const objects = buckets.get(bucket) ?? new Map<string, StoredObject>();
    buckets.set(bucket, objects);
    return objects;
  }

  function put(bucket: string, key: string, incoming: Incoming): Answer {
    const decoded = decodeBody(incoming);
    if (decoded.kind === 'refused') return failure(decoded.error);
    const before = objectsOf(bucket).get(key)?.body.length ?? 0;
    if (storedBytes - before + decoded.body.length > STORE_LIMIT_BYTES) {
      return failure(error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size'));
    }
    storedBytes += decoded.body.length - before;
    const etag = `"${createHash('md5').update(decoded.body).digest('hex')}"`;
    objectsOf(bucket).set(key, {
      body: decoded.body,
      contentType: incoming.headers['content-type'] ?? 'binary/octet-stream',
      etag,
      modifiedAt: world.clock(),
      metadata: Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) => name.startsWith('x-amz-meta-')),
      ),
    });
    return success('', { ETag: etag });
  }

  function get(bucket: string, key: string): Answer {
    const found = objectsOf(bucket).get(key);
    if (!found) return failure(error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key }));
    return success(found.body, {
      'Content-Type': found.contentType,
      'Last-Modified': new Date(found.modifiedAt).toUTCString(),
      'Accept-Ranges': 'bytes',
      ETag: found.etag,
      ...found.metadata,
    });
  }

  function remove(bucket: string, key: string): Answer {
    const objects = objectsOf(bucket);
    storedBytes -= objects.get(key)?.body.length ?? 0;
    objects.delete(key);
    return { ...success('', {}), status: 204 };
  }

  function list(bucket: string, query: Map<string, string>): Answer {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const asked = Number(query.get('max-keys') ?? PAGE);
    const most = Number.isInteger(asked) && asked >= 0 ? Math.min(asked, PAGE) : PAGE;
    const encode = query.get('encoding-type') === 'url' ? encodeKey : (text: string) => text;

    const contents: Xml[] = [];
    const folders = new Set<string>();
    let next = '';
    for (const key of [...objectsOf(bucket).keys()].sort()) {
      if (!key.startsWith(prefix) || key <= after) continue;
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const folder = cut < 0 ? null : key.slice(0, cut + delimiter.length);
      if (folder !== null && (folders.has(folder) || folder === after)) continue;
      if (contents.length + folders.size >= most) break;
      if (folder === null) contents.push(toListed(encode(key), objectsOf(bucket).get(key)));
      else folders.add(folder);
      next = folder ?? key;
    }
    const more = [...objectsOf(bucket).keys()].some((key) => {
      return (
        next !== '' && key.startsWith(prefix) && key > next && !(folders.has(next) && key.startsWith(next))
      );
    });
    const parts: { [name: string]: Xml | Xml[] } = {
      Name: bucket,
      Prefix: encode(prefix),
      ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
      MaxKeys: most,
      KeyCount: contents.length + folders.size,
      IsTruncated: more,
      ...(more ? { NextContinuationToken: next } : {}),
      ...(query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {}),
      Contents: contents,
      CommonPrefixes: [...folders].map((folder) => ({ Prefix: encode(folder) })),
    };
    return xmlSuccess('ListBucketResult', parts);
  }

  function listBuckets(caller: Identity | null): Answer {
    const date = new Date(world.clock()).toISOString();
    const all = [...buckets.keys()].sort().map((name): Xml => ({ Name: name, CreationDate: date }));
    const owner = { ID: caller?.userId ?? '', DisplayName: 'owner' };
    return xmlSuccess('ListAllMyBucketsResult', { Owner: owner, Buckets: { Bucket: all } });
  }

  return {
    protocol: 's3',
    windowSeconds: 900,
    operation: toOperation,
    handle(operation, incoming, caller) {
      const { bucket, key } = splitPath(incoming.path);
      const query = new Map(incoming.query);
      switch (operation) {
        case 'ListBuckets':
          return listBuckets(caller);
        case 'CreateBucket':
          objectsOf(bucket);
          return success('', { Location: `/${bucket}` });
        case 'HeadBucket':
          return success('', { 'x-amz-bucket-region': 'us-east-1' });
        case 'ListObjectsV2':
          return list(bucket, query);
        case 'PutObject':
          return put(bucket, key, incoming);
        case 'GetObject':
        case 'HeadObject':
          return get(bucket, key);
        case 'DeleteObject':
          return remove(bucket, key);
        default: {
          const message = 'A header you provided implies functionality that is not implemented';
          return failure(error(501, 'NotImplemented', message));
        }
      }
    },
  };
}

function toOperation({ method, path, query }: Incoming): string {
  const { bucket, key } = splitPath(path);
  const names = new Set(query.map(([name]) => name));
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : 'Unknown';
  if (key === '') {
    const operation = { PUT: 'CreateBucket', HEAD: 'HeadBucket', GET: 'ListObjectsV2' }[method];
    return operation ?? 'Unknown';
  }
  if (['uploads', 'uploadId', 'acl', 'tagging', 'delete'].some((name) => names.has(name))) return 'Unknown';
  const operation = { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[
    method
  ];
  return operation ?? 'Unknown';
}

function splitPath(path: string): { bucket: string; key: string } {
  const [, bucket = '', ...rest] = path.split('/');
  return { bucket: decode(bucket), key: decode(rest.join('/')) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replace(/%2F/g, '/');
}

function toListed(key: string, object: StoredObject | undefined): Xml {
  return {
    Key: key,
    LastModified: new Date(object?.modifiedAt ?? 0).toISOString(),
    ETag: object?.etag ?? '',
    Size: object?.body.length ?? 0,
    StorageClass: 'STANDARD',
  };
}

function success(body: string | Buffer, headers: Record<string, string>): Answer {
  const all = { ...commonHeaders('s3', newRequestId('s3')), ...headers };
  return { status: 200, headers: withLength(all, body), body, code: null };
}

function xmlSuccess(root: string, parts: { [name: string]: Xml | Xml[] }): Answer {
  const inner = element(root, parts).replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`);
  return success(`<?xml version="1.0" encoding="UTF-8"?>\n${inner}`, { 'Content-Type': 'application/xml' });
}

function failure(awsError: AwsError): Answer {
  return errorAnswer('s3', awsError);
}

function error(status: number, code: string, message: string, details?: Record<string, string>): AwsError {
  return details ? { status, code, message, details } : { status, code, message };
}
