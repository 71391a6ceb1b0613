/** A worker without a catch: what the JavaScript SDK leaves on the terminal when its session has ended. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

await new S3Client().send(new PutObjectCommand({ Bucket: 'demo', Key: 'invoice', Body: 'paid' }));
console.log('stored');
