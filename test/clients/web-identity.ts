/** An OpenID Connect token that ends at `exp` (seconds since 1970). The emulator takes any signature. */
export function makeWebIdentityToken(exp: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'https://issuer.example',
    sub: 'pod-1',
    aud: 'sts.amazonaws.com',
    iat: exp - 3600,
    exp,
  };
  return `${part({ alg: 'RS256' })}.${part(claims)}.${Buffer.from('signature').toString('base64url')}`;
}

export const ROLE_ARN = 'arn:aws:iam::123456789012:role/worker';
