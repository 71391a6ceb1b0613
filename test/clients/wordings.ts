/** The sentences as AWS documents or sends them; the clients' own words around them stand in the tests. */
export const EXPIRED_S3 = 'The provided token has expired.';
export const EXPIRED = 'The security token included in the request is expired';
export const EXPIRED_EC2 = 'Request has expired.';
export const INVALID = 'The security token included in the request is invalid';
export const UNKNOWN_KEY_S3 = 'The AWS Access Key Id you provided does not exist in our records.';
export const SKEWED_S3 = 'The difference between the request time and the current time is too large.';
export const NO_MATCH_S3 =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
export const NO_MATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
export const NOT_VALIDATED_EC2 = 'AWS was not able to validate the provided access credentials';
