// The same mistake in JavaScript: one assumed role, kept for the life of the process.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const sts = new STSClient({ region: 'us-east-1' });
const { Credentials } = await sts.send(
  new AssumeRoleCommand({
    RoleArn: 'arn:aws:iam::123456789012:role/report-writer',
    RoleSessionName: 'report-worker',
  }),
);

const s3 = new S3Client({
  region: 'us-east-1',
  credentials: {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  },
});

for (let number = 1; ; number += 1) {
  await s3.send(new PutObjectCommand({ Bucket: 'reports', Key: `report-${number}.txt`, Body: 'all well\n' }));
  console.log(`${new Date().toISOString()} report ${number} written`);
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
