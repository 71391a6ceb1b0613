import { MAX_PAGE } from '../../kb/source.ts';
import { ADDITION, edit, PAGE } from './support.ts';

export interface Hostile {
  /** Below the folder of the team; without it, that of an addition. */
  name?: string;
  text: string;
  /** Line and message of the complaint. */
  says: RegExp;
}

const amend = (from: string, to: string) => edit(ADDITION, from, to);
const inText = (text: string) => amend('It takes a new session.', text);
const inFront = (line: string) => amend('aliases: [payments session ended]', line);
const page = (from: string, to: string) => edit(PAGE, from, to);
const NEW = 'errors/VaultLeaseEnded.md';
const wordings = (count: number, text = 'sentence number') =>
  amend(
    'wordings:\n',
    `wordings:\n${Array.from({ length: count }, (_, at) => `  - {id: w${at}, text: ${text} ${at} of ours}\n`).join('')}`,
  );

/** Pages that must each get its one clear complaint, by what is wrong with them. */
export const PAGES: Record<string, Hostile> = {
  'an empty file': { text: '', says: /:1: start the page with front matter: a line "---"/ },
  'front matter only, with nothing in it to add': {
    text: '---\namends: ExpiredToken\n---\n',
    says: /:2: the page adds nothing to ExpiredToken; write "runbook:"/,
  },
  'front matter that does not end': {
    text: '---\namends: ExpiredToken\n',
    says: /:1: the front matter does not end/,
  },
  'broken YAML': {
    text: amend('amends: ExpiredToken', 'amends: [ExpiredToken'),
    says: /:\d+: the YAML cannot be read/,
  },
  'YAML with tags': {
    text: inFront('aliases: !!js/function "x"'),
    says: /:3: .*(?:tag|cannot be read|must be a list)/,
  },
  'YAML alias bomb': {
    text: inFront('aliases: &a [lol, lol]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]'),
    says: /:3: anchors \(&name\) and aliases \(\*name\) are not used here/,
  },
  'YAML that nests without end': {
    text: inFront(`aliases: ${'['.repeat(20_000)}`),
    says: /:\d+: the YAML cannot be read/,
  },
  'YAML merge into the prototype': {
    text: inFront('__proto__: { polluted: yes }'),
    says: /:3: unknown key "__proto__"/,
  },
  'a key that does not exist': {
    text: inFront('alias: [x]'),
    says: /:3: unknown key "alias".*did you mean "aliases"/,
  },
  'ten megabytes': {
    text: ADDITION + 'x '.repeat(5 * 1024 * 1024),
    says: /:1: the file has \d+ characters; a page may have 262144/,
  },
  'front matter of hundreds of kilobytes': {
    text: wordings(10_000),
    says: /:1: the front matter has \d+ characters; at most 65536 fit/,
  },
  'thousands of wordings': {
    text: wordings(1000),
    says: /:\d+: "wordings" has 1001 entries; at most 50 fit/,
  },
  'thousands of names': {
    text: inFront(`aliases: [${Array.from({ length: 5000 }, (_, at) => `n${at}`).join(', ')}]`),
    says: /:3: "aliases" has 5000 entries; at most 50 fit/,
  },
  'a name without end': {
    text: inFront(`aliases: [${'x'.repeat(9000)}]`),
    says: /:3: "aliases" holds a text of 9000 characters; at most 200 fit/,
  },
  'a wording without end': {
    text: wordings(1, 'x'.repeat(9000)),
    says: /:9: "text" has \d+ characters; at most 200 fit/,
  },
  'a wording that frames of wrapped lines could be': {
    text: wordings(1, '"# # # # # # # # # # # # #"').replace(/(# #") 0 of ours/, '$1'),
    says: /:9: the wording .* has a word of only │ \| > or #; write the sentence without the frame/,
  },
  'a wording that repeats itself': {
    text: wordings(1, 'a a a a a a a a a a a a'),
    says: /:9: the wording .* begins with the same part over and over/,
  },
  'a wording of ours': {
    text: wordings(1, 'The security token included in the request is invalid'),
    says: /:9: the wording .* belongs to \w+; remove it/,
  },
  'a wording with a code of ours in it': {
    text: wordings(1, 'gateway met InvalidClientTokenId in request'),
    says: /:9: the wording .* belongs to InvalidClientTokenId; remove it/,
  },
  'a name of ours': {
    text: inFront('aliases: [InvalidClientTokenId]'),
    says: /:3: the name "InvalidClientTokenId" belongs to InvalidClientTokenId; remove it/,
  },
  'a new page under a name of ours': {
    name: 'errors/ExpiredToken.md',
    text: page('code: VaultLeaseEnded', 'code: ExpiredToken'),
    says: /:2: ExpiredToken is a name of the page of ExpiredToken; to add to it, write "amends: ExpiredToken"/,
  },
  'the same in other case': {
    name: 'errors/expiredtoken.md',
    text: page('code: VaultLeaseEnded', 'code: expiredtoken'),
    says: /:2: expiredtoken is a name of the page of ExpiredToken/,
  },
  'a code as spelling that is no code': {
    name: NEW,
    text: page('aliases: [old lease]', 'matches: ["a|b"]'),
    says: /:\d+: "a\|b" is no spelling of a code/,
  },
  'an id of ours': {
    text: amend('{#restart-payments}', '{#renew-session}'),
    says: /:26: id "renew-session" is already used on the page; choose another/,
  },
  'an id twice': {
    text: amend('{#our-dashboard}', '{#nightly-job}'),
    says: /:21: id "nightly-job" is already used on line 14/,
  },
  'an addition to nothing': {
    text: amend('amends: ExpiredToken', 'amends: ExpiredTokn'),
    says: /:2: "amends: ExpiredTokn" names no page of the knowledge base; did you mean "ExpiredToken"/,
  },
  'an addition to a path': {
    text: amend('amends: ExpiredToken', 'amends: ../../../etc/passwd'),
    says: /:2: "amends: \.\.\/\.\.\/\.\.\/etc\/passwd" names no page/,
  },
  'a code that is a path': {
    name: NEW,
    text: page('code: VaultLeaseEnded', 'code: ../../VaultLeaseEnded'),
    says: /:2: .* must be letters and digits/,
  },
  'a file name that leads elsewhere': {
    name: 'errors/sub/../../../x.md',
    text: ADDITION,
    says: /:1: a page is a file errors\/….md or rules\/….md/,
  },
  'a fix for a cause that does not exist': {
    text: amend('causes: nightly-job, cached', 'causes: nightly-jop, cached'),
    says: /:\d+: "nightly-jop" is no cause of this page; did you mean "nightly-job"/,
  },
  'a signal that does not exist': {
    text: amend('for: session-taken-once', 'for: sesion-taken-once'),
    says: /:\d+: signal "sesion-taken-once" is not in signals\.yaml; did you mean/,
  },
  'missing headings': {
    name: NEW,
    text: PAGE.replace(/## Causes[\s\S]*/, ''),
    says: /:1: the page has no "## Causes"; write it/,
  },
  'an unknown heading': {
    text: amend('## Fixes', '## Fixs'),
    says: /:\d+: unknown heading "## Fixs"; did you mean "Fixes"/,
  },
  'a command link': {
    text: inText('[a](command:workbench.action.terminal.new)'),
    says: /:\d+: "command:workbench\.action\.terminal\.new" cannot be linked; a link is an https/,
  },
  'our own command in a link': {
    text: inText('[a](command:sessionDoctor.copyText?%5B%22rm%22%5D)'),
    says: /:\d+: "command:sessionDoctor\.copyText.* cannot be linked/,
  },
  'a script link': {
    text: inText('[a](javascript:alert(1))'),
    says: /:\d+: "javascript:alert\(1\)" cannot be linked/,
  },
  'a data link': {
    text: inText('[a](data:text/html;base64,PHNjcmlwdD4)'),
    says: /:\d+: "data:text\/html.* cannot be linked/,
  },
  'a file link': {
    text: inText('[a](file:///etc/passwd)'),
    says: /:\d+: "file:\/\/\/etc\/passwd" cannot be linked/,
  },
  'a link out of the folder': {
    text: inText('[a](../../.env)'),
    says: /:\d+: "\.\.\/\.\.\/\.env" cannot be linked/,
  },
  'a link to a host that no reference names': {
    text: inText('[a](https://evil.example/)'),
    says: /:\d+: no reference names evil\.example/,
  },
  'a script tag': {
    text: inText('<script>alert(1)</script>'),
    says: /:\d+: HTML is shown as text, not obeyed/,
  },
  'HTML with a handler': {
    text: inText('<img src=x onerror=alert(1)>'),
    says: /:\d+: HTML is shown as text/,
  },
  'a picture from elsewhere': {
    text: inText('![a](https://rota.example.com/a.png)'),
    says: /:\d+: an image cannot be shown/,
  },
  'a runbook that is a script': {
    text: amend('https://runbooks.example.com/payments', 'javascript:alert(1)'),
    says: /:4: the runbook "javascript:alert\(1\)" must be an https:\/\/ address/,
  },
  'a runbook with a password': {
    text: amend('https://runbooks', 'https://me:secret@runbooks'),
    says: /:4: the runbook .* must be an https:\/\/ address without a user name, password or space/,
  },
  'a runbook over plain http': {
    text: amend('https://runbooks', 'http://runbooks'),
    says: /:4: the runbook .* must be an https/,
  },
  'a runbook with control characters': {
    text: amend(
      'url: https://runbooks.example.com/payments',
      'url: "https://runbooks.example.com/\\u0007\\u001b]8;;"',
    ),
    says: /:4: a value holds an invisible character; delete it/,
  },
  'a runbook over two lines': {
    text: amend('url: https://runbooks.example.com/payments', 'url: "https://runbooks.example.com/\\nx"'),
    says: /:4: the runbook .* must be an https/,
  },
  'a command of two lines': {
    text: amend('aws sso login --profile payments', '"aws sso login\\nrm -rf /"'),
    says: /:5: "refresh-command" must be one line of at most 200 plain characters/,
  },
  'a command with terminal escapes': {
    text: amend('aws sso login --profile payments', '"aws\\e[2K\\r sso login"'),
    says: /:5: a value holds an invisible character; delete it/,
  },
  'a command that reads otherwise than it is': {
    text: amend('aws sso login --profile payments', 'aws \u202e elif\u202c login'),
    says: /:5: (?:invisible character U\+202E|a value holds an invisible character); delete it/,
  },
  'a command that is a list': {
    text: amend('aws sso login --profile payments', '[rm, -rf]'),
    says: /:5: "refresh-command" must be one line/,
  },
  'NUL bytes': { text: `${ADDITION}\u0000`, says: /:1: the file is not UTF-8 text; save it as UTF-8/ },
  'text that is not UTF-8': {
    text: new TextDecoder().decode(Buffer.from(inText('caf\u00e9 bar'), 'latin1')),
    says: /:1: the file is not UTF-8 text; save it as UTF-8/,
  },
  'UTF-16': {
    text: new TextDecoder().decode(Buffer.from(`\ufeff${ADDITION}`, 'utf16le')),
    says: /:1: the file is not UTF-8 text; save it as UTF-8/,
  },
  'quotations without end': {
    text: inText('>'.repeat(MAX_PAGE - 2000)),
    says: /:\d+: a quotation cannot be shown here/,
  },
  'lists within lists without end': {
    text: inText('- '.repeat(50_000)),
    says: /:\d+: .*(?:cannot be shown here|holds one paragraph)/,
  },
};
