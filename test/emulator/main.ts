import { parseArgs } from 'node:util';
import { startEmulator } from './server.ts';

const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log('node test/emulator/main.ts [--port N]   a local stand-in for AWS; ends with Ctrl+C');
} else {
  const emulator = await startEmulator({ port: Number(values.port ?? 0) });
  console.log(`# AWS emulator at ${emulator.url}; to use it in a shell:`);
  const environment = {
    AWS_ENDPOINT_URL: emulator.url,
    AWS_ACCESS_KEY_ID: emulator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: emulator.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${value}`);
  console.log('unset AWS_SESSION_TOKEN AWS_PROFILE');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => emulator.close().then(() => process.exit(0)));
  }
}
