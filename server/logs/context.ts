import type { Lines } from './lines.ts';

/** Lines above and below that may say whose error it is. */
const NEAR = 5;
/** A longer line is looked at only around the match (UTF-16 units to each side). */
const AROUND = 2000;

/** Words of AWS, its services, its SDKs and the tools built on them. */
const AWS =
  /(?<![A-Za-z])(?:aws|amazon|amazonaws|boto|boto3|botocore|aioboto\w*|s3|s3a|s3fs|sts|iam|ec2|ecr|ecs|eks|sqs|sns|ses|rds|dynamodb|kinesis|lambda|cloudwatch|cloudformation|cloudtrail|cloudfront|route53|redshift|athena|bedrock|cognito|secretsmanager|imds|ec2imds|assume-?role\w*|getcalleridentity|terraform-provider-aws|amplify|arn:aws[\w-]*|x-amzn?-[\w-]+|amzn|sigv4|sso-oidc|irsa|putobject|getobject|headobject|listobjects\w*|createmultipartupload|access ?key ?id|credentialexpiration|@?smithy[\w/-]*|AWS_\w+|s3:\/\/\S+)(?![a-z])|Aws::|AmazonS3|Amazon[A-Z]\w+Exception|\b[Ss]3[A-Z]\w+|status code: \d{3}, request id|\(Service: |when calling the \w+ operation|\$metadata|<Token-\d|<RequestId>|<HostId>|HostId|security token included in the request|\) returned error, retrying after /i;

/** Products that print the same words about tokens of their own, and the marks by which they are known. */
const LOOK_ALIKES =
  /aliyuncs|\boss-[a-z]+-|\bAPNs?\b|api\.(?:sandbox\.)?push\.apple|apns-|Veeam|\bvbr\b|JsonWebToken|\bJWTs?\b|jsonwebtoken|TokenExpiredError|firebase|googleapis|\bgoogle\b|\bAZURE\b|microsoftonline|AADSTS|\bSonos\b|etcd|snowflake.{0,40}39011|backblaze|\bb2_|kube-apiserver|authentication\.go|oauth2: |invalid_grant|Illuminate\\|Symfony\\|laravel|passport|Spring ?Security|org\.springframework\.security|io\.jsonwebtoken|django|rest_framework|NestJS|@nestjs/i;

/** Source code and message tables name an error without having met it. */
const NAMED_ONLY =
  /(?:\b(?:class|interface|extends|implements|import|new|instanceof|catch|except|case|enum|throws?|use|typeof|def|func|function)\s+[\w.\\:(*&[\]]{0,80}|[=!]==?\s{0,2}["'`]|(?:includes|equals|contains|has|indexOf|startsWith)\(\s?["'`])$/;

export interface Surroundings {
  /** Something of AWS stands near. */
  aws: boolean;
  /** The mark of a product that prints the same words: on the same line, only near it, or nowhere. */
  lookAlike: 'here' | 'near' | null;
}

/** What stands around a match; the matched words themselves do not count. */
export function surroundings(lines: Lines, line: number, start: number, end: number): Surroundings {
  const own = lines.start(line);
  const ownEnd = own + lines.text(line, Number.MAX_SAFE_INTEGER).length;
  const here = `${lines.slice(Math.max(own, start - AROUND), start)} … ${lines.slice(end, Math.min(ownEnd, end + AROUND))}`;
  let near = here;
  for (let step = 1; step <= NEAR; step++) {
    if (line - step >= 0) near = `${lines.text(line - step, AROUND)}\n${near}`;
    if (line + step < lines.count) near = `${near}\n${lines.text(line + step, AROUND)}`;
  }
  const lookAlike = LOOK_ALIKES.test(here) ? 'here' : LOOK_ALIKES.test(near) ? 'near' : null;
  return { aws: AWS.test(near), lookAlike };
}

/** Places where only an error of AWS or of its SDKs stands, whatever is around. */
const AWS_FRAME_BEFORE =
  /(?:error occurred \(|api error |Error Code: |error code: |Aws::\w+::Errors::|com\.amazonaws[\w.]*\.|software\.amazon[\w.]*\.|botocore\.\w+\.|Amazon\.\w+\.|x-amzn-errortype["']?\s?[:=]\s?["']?)$/i;
const AWS_FRAME_AFTER = /^(?:\)? when calling the |; Request ID:|\) when calling)/;

export function inAwsFrame(before: string, after: string): boolean {
  return AWS_FRAME_BEFORE.test(before) || AWS_FRAME_AFTER.test(after);
}

/** A class of somebody else's package: `com.example.auth.`, with nothing of AWS in the path. */
const FOREIGN_PACKAGE = /(?<![\w.])(?!(?:[\w-]*\.)*(?:aws|amazon|amazonaws|boto\w*)\b)(?:[a-z][\w-]*\.){2,}$/;

/** The word is a name in code, the key of a table, or a class of another product, not an error of AWS that happened. */
export function namedOnly(before: string, after: string): boolean {
  if (NAMED_ONLY.test(before) || FOREIGN_PACKAGE.test(before)) return true;
  // A key: `"ExpiredToken": "Your link …"`, `ExpiredToken: { code`, `errors.ExpiredToken=…`, `ExpiredToken => …`
  if (/["'`]$/.test(before) && /^["'`]\s{0,3}(?::|=>)/.test(after)) return true;
  if (/(?:[{,]\s*|^\s*(?:[A-Z]\w+:?\s*)?)$/.test(before) && /^\s?:\s?["'`{]/.test(after)) return true;
  if (/[\w)\]]\.$/.test(before) && /^\s{0,2}=(?!=)/.test(after)) return true;
  if (/[A-Z]\w+:\s?\{\s?\w+:\s?["'`]$/.test(before)) return true;
  // An element of a list of names.
  if (/[,([]\s*["'`]$/.test(before) && /^["'`]\s*[,)\]]/.test(after)) return true;
  return /^\.[a-z]/.test(after) || /^\(\d*\)/.test(after) || /^\s?\([\w\s,]*\)\s?[{;]/.test(after);
}
