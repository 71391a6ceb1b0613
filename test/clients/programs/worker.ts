/** A worker on the AWS SDK for JavaScript v3: runs one operation and dies of its error. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const place = { Bucket: 'demo', Key: 'invoice' };
const operations: Record<string, () => Promise<unknown>> = {
  PutObject: () => new S3Client().send(new PutObjectCommand({ ...place, Body: 'paid' })),
  HeadObject: () => new S3Client().send(new HeadObjectCommand(place)),
  GetCallerIdentity: () => new STSClient().send(new GetCallerIdentityCommand()),
  ListTables: () => new DynamoDBClient().send(new ListTablesCommand()),
  DescribeRegions: () => new EC2Client().send(new DescribeRegionsCommand()),
};
await operations[process.argv[2] ?? '']?.();
console.log('stored');
