// Reads arrangements from standard input and prints, for each, which key the JavaScript SDK takes.

import { text } from 'node:stream/consumers';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';

const { arrangements } = JSON.parse(await text(process.stdin));
const own = { ...process.env };
const taken = [];
for (const { env, option } of arrangements) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, { PATH: own.PATH }, env);
  try {
    const chain = fromNodeProviderChain({
      ignoreCache: true,
      ...(option === undefined ? {} : { profile: option }),
    });
    taken.push({ key: (await chain()).accessKeyId });
  } catch (error) {
    taken.push({ error: error.name });
  }
}
console.log(JSON.stringify({ taken }));
