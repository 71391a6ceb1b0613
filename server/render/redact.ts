/**
 * The only redactor. Everything that leaves the program (hover, diagnostic, report, notification, log, JSON) passes
 * through it. It knows the shapes of AWS credentials, not their values, so it needs no secrets to do its work.
 */

const MASK = '…';

/** [shape, replacement]; each expression is linear: no nested repetition, every repetition bounded by a class. */
const SHAPES: [RegExp, string | ((...groups: string[]) => string)][] = [
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    '(private key)',
  ],
  // JSON web tokens: identity tokens, refresh tokens of some providers.
  [/\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?/g, 'eyJ…'],
  // An S3 error body for an expired token repeats the token in <Token-0>.
  [/(<Token-\d+>)[^<]*/gi, `$1${MASK}`],
  [/(<(?:SessionToken|SecretAccessKey|SecurityToken|AWSAccessKeyId)>)[^<]*/gi, `$1${MASK}`],
  // Query parameters of presigned URLs and signed headers.
  [
    /\b(X-Amz-Security-Token|X-Amz-Signature|X-Amz-Credential|AWSAccessKeyId|Signature|SecurityToken)(=|%3D)[^\s&"'<>,;\\]+/gi,
    `$1$2${MASK}`,
  ],
  [/\b(x-amz-security-token["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;&<>\\]+/gi, `$1${MASK}`],
  [/\b(Authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:Bearer|Basic|AWS)\s{1,3})[^\s"',;<>\\]+/gi, `$1${MASK}`],
  // Named values: shell, ini, JSON, YAML, code, escaped JSON.
  [
    /((?:aws_?)?(?:secret_?access_?key|secret_?key|session_?token|security_?token|access_?token|refresh_?token|id_?token|client_?secret|authorization_?token)\\?["']?\s{0,3}(?:[:=]|=>)\s{0,3}\\?["']?)([^\s"',;&<>\\)}\]]{8,})/gi,
    (name, value) => (looksLikeCode(value ?? '') ? `${name}${value}` : `${name}${MASK}`),
  ],
  // Access key ids: the prefix says what kind of key it is, the rest is nobody's business.
  [/(?<![A-Za-z0-9])(A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}(?![a-z0-9])/g, `$1${MASK}`],
  // Session tokens: the known beginnings, then any base64 run that is too long to be a word, path or hash.
  [/(?<![A-Za-z0-9+/])(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/=%]{12,}/g, MASK],
  [/(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{120,}={0,2}/g, (value) => (looksLikePath(value) ? value : MASK)],
  // A secret access key is forty base64 characters that mix cases and digits and is no hash.
  [
    /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g,
    (value) => (looksLikeSecret(value) ? MASK : value),
  ],
];

function looksLikeSecret(value: string): boolean {
  if (/^[0-9a-f]+$/i.test(value)) return false; // a hash
  return /[a-z]/.test(value) && /[A-Z]/.test(value) && /[0-9]/.test(value);
}

/** Many short steps, hardly a digit and no plus sign: next to impossible for base64 of this length. */
function looksLikePath(value: string): boolean {
  const steps = value.split('/');
  const digits = value.replace(/[^0-9]/g, '').length;
  return (
    steps.length > 4 &&
    steps.every((step) => step.length <= 48) &&
    !value.includes('+') &&
    digits * 12 < value.length
  );
}

/** `secret_key=os.environ[...]` or `session_token: creds.SessionToken` names a secret, it does not hold one. */
function looksLikeCode(value: string): boolean {
  return CODE.test(value);
}

const NAME = '[A-Za-z_$][A-Za-z_$]{0,40}\\d{0,2}';
/** A short word, a variable, or names joined by `.`, `->`, `::`, `[` or `(`, with the `!` and `?` of TypeScript. */
const CODE = new RegExp(
  `^(?:${NAME}(?:[!?]{0,2}(?:\\.|->|::|\\[|\\()(?:${NAME})?){1,12}[!?]?|\\$\\{?[\\w.]{1,60}|[A-Za-z_]{1,24})$`,
);

/** `text` with everything that could be a credential masked; at most four characters of a key id remain. */
export function redact(text: string): string {
  let out = text;
  for (const [shape, replacement] of SHAPES) {
    out =
      typeof replacement === 'string'
        ? out.replace(shape, replacement)
        : out.replace(shape, (match, ...rest) => {
            const groups = rest.filter((part): part is string => typeof part === 'string').slice(0, -1);
            return groups.length > 0 ? replacement(...groups) : replacement(match);
          });
  }
  return out;
}

/** The same for every string of a plain JSON value, keys kept. */
export function redactAll<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map(redactAll) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactAll(inner)])) as T;
  }
  return value;
}
