import { toLongDate } from './authorization.ts';
import type { AwsError, Protocol, Refusal } from './types.ts';

/**
 * What AWS says, per protocol, to a request that it turns away. Wordings: Amazon S3 ErrorResponses, the common
 * errors pages of the query and JSON services, EC2 errors-overview, and captures in public issue threads.
 */
export function toAwsError(protocol: Protocol, refusal: Refusal): AwsError {
  switch (protocol) {
    case 's3':
      return s3Error(refusal);
    case 'query':
      return queryError(refusal);
    case 'json':
      return jsonError(refusal);
    case 'ec2':
      return ec2Error(refusal);
  }
}

const EXPIRED = 'The security token included in the request is expired';
const INVALID = 'The security token included in the request is invalid';
const NO_MATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
  'Key and signing method. Consult the service documentation for details.';
const NO_MATCH_S3 =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

function s3Error(refusal: Refusal): AwsError {
  switch (refusal.kind) {
    case 'session-ended':
      return error(400, 'ExpiredToken', 'The provided token has expired.', { 'Token-0': refusal.token });
    case 'wrong-token':
      return refusal.token === null
        ? unknownS3Key(refusal.accessKeyId)
        : error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.', {
            'Token-0': refusal.token,
          });
    case 'unknown-key':
      return unknownS3Key(refusal.accessKeyId);
    case 'bad-signature':
      return error(403, 'SignatureDoesNotMatch', NO_MATCH_S3, {
        AWSAccessKeyId: refusal.accessKeyId,
        SignatureProvided: refusal.signature,
      });
    case 'body-mismatch': {
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      return error(400, 'XAmzContentSHA256Mismatch', message);
    }
    case 'signed-too-early':
    case 'signed-too-late': {
      const message = 'The difference between the request time and the current time is too large.';
      return error(403, 'RequestTimeTooSkewed', message, {
        RequestTime: toLongDate(refusal.signedAt),
        ServerTime: toIso(refusal.now),
        MaxAllowedSkewMilliseconds: String(refusal.windowSeconds * 1000),
      });
    }
    case 'url-ended':
      return error(403, 'AccessDenied', 'Request has expired', {
        ...(refusal.seconds === null ? {} : { 'X-Amz-Expires': String(refusal.seconds) }),
        Expires: toIso(refusal.endedAt),
        ServerTime: toIso(refusal.now),
      });
    case 'url-not-yet':
      return error(403, 'AccessDenied', 'Request is not yet valid', {
        'X-Amz-Date': toLongDate(refusal.signedAt),
        ServerTime: toIso(refusal.now),
      });
    case 'url-too-long': {
      const message =
        'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less ' +
        'than 604800 seconds';
      return error(400, 'AuthorizationQueryParametersError', message);
    }
    case 'malformed': {
      const code =
        refusal.where === 'query' ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed';
      return error(400, code, refusal.message);
    }
    case 'old-signature': {
      const message =
        'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
      return error(400, 'InvalidRequest', message);
    }
    case 'unsigned':
      return error(403, 'AccessDenied', 'Access Denied');
  }
}

function queryError(refusal: Refusal): AwsError {
  switch (refusal.kind) {
    case 'session-ended':
      return error(403, 'ExpiredToken', EXPIRED);
    case 'wrong-token':
    case 'unknown-key':
      return error(403, 'InvalidClientTokenId', INVALID);
    case 'malformed':
      return error(400, 'IncompleteSignature', refusal.message);
    case 'unsigned':
      return error(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    default:
      return error(403, 'SignatureDoesNotMatch', skewMessage(refusal) ?? NO_MATCH);
  }
}

function jsonError(refusal: Refusal): AwsError {
  switch (refusal.kind) {
    case 'session-ended':
      return error(400, 'ExpiredTokenException', EXPIRED);
    case 'wrong-token':
    case 'unknown-key':
      return error(400, 'UnrecognizedClientException', `${INVALID}.`);
    case 'malformed':
      return error(400, 'IncompleteSignatureException', refusal.message);
    case 'unsigned':
      return error(400, 'MissingAuthenticationTokenException', 'Request is missing Authentication Token');
    default:
      return error(400, 'InvalidSignatureException', skewMessage(refusal) ?? NO_MATCH);
  }
}

function ec2Error(refusal: Refusal): AwsError {
  switch (refusal.kind) {
    case 'session-ended':
    case 'signed-too-early':
    case 'signed-too-late':
    case 'url-ended':
      return error(400, 'RequestExpired', 'Request has expired.');
    case 'bad-signature':
    case 'body-mismatch':
      return error(403, 'SignatureDoesNotMatch', NO_MATCH);
    default:
      return error(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
  }
}

/** The two sentences by which query and JSON services tell a clock that is off. */
function skewMessage(refusal: Refusal): string | null {
  switch (refusal.kind) {
    case 'signed-too-early': {
      const minutes = refusal.windowSeconds / 60;
      const limit = toLongDate(refusal.now - refusal.windowSeconds * 1000);
      const [signed, now] = [toLongDate(refusal.signedAt), toLongDate(refusal.now)];
      return `Signature expired: ${signed} is now earlier than ${limit} (${now} - ${minutes} min.)`;
    }
    case 'signed-too-late': {
      const minutes = refusal.windowSeconds / 60;
      const limit = toLongDate(refusal.now + refusal.windowSeconds * 1000);
      const [signed, now] = [toLongDate(refusal.signedAt), toLongDate(refusal.now)];
      return `Signature not yet current: ${signed} is still later than ${limit} (${now} + ${minutes} min.)`;
    }
    case 'url-ended': {
      const [ended, now] = [toLongDate(refusal.endedAt), toLongDate(refusal.now)];
      return `Signature expired: ${ended} is now earlier than ${now}`;
    }
    default:
      return null;
  }
}

function unknownS3Key(accessKeyId: string): AwsError {
  const message = 'The AWS Access Key Id you provided does not exist in our records.';
  return error(403, 'InvalidAccessKeyId', message, { AWSAccessKeyId: accessKeyId });
}

function toIso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function error(status: number, code: string, message: string, details?: Record<string, string>): AwsError {
  return details ? { status, code, message, details } : { status, code, message };
}
