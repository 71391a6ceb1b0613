#!/usr/bin/env node
// Stands in for the desktop executable that `runTests` of @vscode/test-electron starts: takes the same arguments,
// runs the suite in the browser-hosted VS Code, ends with the suite's exit code.
import { openBrowser, startEditorServer } from './browser-editor.ts';

const MARK = '[suite] ';
const named = new Map();
const rest = [];
for (const argument of process.argv.slice(2)) {
  const match = /^--([^=]+)=(.*)$/s.exec(argument);
  if (match) named.set(match[1], match[2]);
  else if (!argument.startsWith('-')) rest.push(argument);
}

const server = await startEditorServer({
  workspace: rest[0] ?? process.cwd(),
  extensionDevelopmentPath: named.get('extensionDevelopmentPath'),
  extensionTestsPath: named.get('extensionTestsPath'),
  settings: JSON.parse(process.env.SESSION_DOCTOR_TEST_SETTINGS ?? '{}'),
});
const browser = await openBrowser();
const page = await browser.newPage();
const ended = new Promise((resolve) => {
  page.exposeFunction('codeAutomationExit', (code) => resolve(Number(code)));
  browser.on('disconnected', () => resolve(70));
});
// The workbench logs through the same door; the suite marks its own lines.
let all = '';
await page.exposeFunction('codeAutomationLog', (_type, args) => {
  const line = args.map(String).join(' ');
  all += `${line}\n`;
  if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
});
await page.goto(server.address);
const code = await ended;
if (code !== 0) console.error(`\nWhat the workbench logged:\n${all.slice(-8000)}`);
await browser.close();
await server.close();
process.exit(code);
