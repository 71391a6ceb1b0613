import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ClientHome, findPythons, makeClientHome, run } from '../support/clients.ts';

const URL = 'http://127.0.0.1:9';
const KEY = { accessKeyId: 'user', secretAccessKey: 'secret' };

let home: ClientHome;
before(async () => {
  home = await makeClientHome();
});
after(() => home.remove());

for (const { command, version } of await findPythons()) {
  describe(`sitecustomize and ${version} (${command})`, () => {
    const python = async (script: string, env = home.env(URL, KEY)) => {
      const { stdout, stderr, code } = await run(command, ['-c', script], { env });
      assert.equal(code, 0, stderr);
      assert.equal(stderr, '');
      return stdout.trim();
    };

    test('imports nothing at start-up, and hooks nothing without the variable', async () => {
      const script = [
        'import sys',
        'print(any("botocore" in name for name in sys.modules))',
        'print(any(getattr(finder, "__module__", "") == "sitecustomize" for finder in sys.meta_path))',
      ].join('\n');
      assert.equal(await python(script), 'False\nTrue');
      const { AWS_ENDPOINT_URL: _, ...without } = home.env(URL, KEY);
      assert.equal(await python(script, without), 'False\nFalse');
    });

    test('another sitecustomize further down the path still runs', async () => {
      const folder = join(home.path, 'site');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'sitecustomize.py'), 'import sys\nsys.other_site = "ran"\n');
      const env = home.env(URL, KEY);
      env.PYTHONPATH += `${delimiter}${folder}`;
      assert.equal(await python('import sys; print(sys.other_site)', env), 'ran');
    });

    test('an endpoint given in the program wins', async () => {
      const script = [
        'import boto3',
        'print(boto3.client("sts").meta.endpoint_url)',
        'print(boto3.client("sts", endpoint_url="http://127.0.0.1:10").meta.endpoint_url)',
        'print(boto3.resource("s3").meta.client.meta.endpoint_url)',
      ].join('\n');
      assert.equal(await python(script), `${URL}\nhttp://127.0.0.1:10\n${URL}`);
    });
  });
}
