import assert from 'node:assert/strict';

/** An element of a picture with its attributes and the words directly in it. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  words: string;
}

const NAME = '[a-zA-Z][a-zA-Z0-9-]*';
const ATTRIBUTE = String.raw`\s+${NAME}="[^"<]*"`;
const TAG = new RegExp(String.raw`<(?:(/)(${NAME})|(${NAME})((?:${ATTRIBUTE})*)\s*(/?))>`, 'y');

/** Reads XML without declarations, comments or name spaces in names; fails on anything that is not well-formed. */
export function readXml(xml: string): Element[] {
  const open: Element[] = [];
  const all: Element[] = [];
  for (let at = 0; at < xml.length; ) {
    if (xml[at] !== '<') {
      const end = xml.indexOf('<', at) === -1 ? xml.length : xml.indexOf('<', at);
      const words = xml.slice(at, end);
      const inside = open.at(-1);
      if (inside === undefined) assert.equal(words.trim(), '', `words outside of every element: ${words}`);
      else inside.words += decoded(words);
      at = end;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(xml);
    assert.ok(tag, `no well-formed tag at: ${xml.slice(at, at + 80)}`);
    const [whole, closing, closed, name = '', said = '', empty] = tag;
    at += whole.length;
    if (closing) {
      assert.equal(open.pop()?.name, closed, `</${closed}> closes another element`);
      continue;
    }
    const pairs = [...said.matchAll(/\s+([^=]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]);
    assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, `an attribute twice in ${whole}`);
    const attributes = Object.fromEntries(pairs.map(([key = '', value = '']) => [key, decoded(value)]));
    assert.ok(all.length === 0 || open.length > 0, 'more than one element at the top');
    const element = { name, attributes, words: '' };
    all.push(element);
    if (!empty) open.push(element);
  }
  assert.deepEqual(
    open.map(({ name }) => name),
    [],
    'elements that are not closed',
  );
  return all;
}

function decoded(text: string): string {
  assert.doesNotMatch(text, /&(?!#\d{1,6};)/, 'an ampersand that begins no reference');
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
