import { humanDuration } from '../../kb/duration.ts';
import { type LifetimeRow, type LifetimeSection, lifetimesTable } from '../../kb/tables.ts';
import type { KnowledgeBase } from '../../kb/types.ts';
import { COLOURS, cut, frame, label, round, text, widthOf } from './svg.ts';

const WIDTH = 760;
const NAMES = 200;
const LEFT = 216;
const PLOT = 340;
const VALUES = LEFT + PLOT + 14;
const ROW = 20;
const HEAD = 30;
const TOP = 54;
/** Where the scale has a line; the last one is 7 days. */
const TICKS = [1, 10, 60, 300, 900, 3600, 43_200, 604_800];

/**
 * The lifetimes as bars on a logarithmic scale: from the shortest to the longest possible value, the default as a mark. A
 * bar that is open on one side has no limit there.
 */
export function lifetimesSvg(kb: KnowledgeBase, id = 'lifetimes-picture'): string {
  const sections = lifetimesTable(kb);
  if (sections.length === 0) return '';
  const x = scaleOf(sections);
  const body: string[] = [];
  let y = TOP;
  for (const section of sections) {
    y += HEAD;
    body.push(text(8, y - 8, cut(label(section.title), WIDTH - 16), { bold: true }));
    for (const row of section.rows) {
      body.push(...bar(row, y + ROW / 2, x));
      y += ROW;
    }
  }
  const height = y + 10;
  return frame({ id, title: 'Lifetimes and limits', story: storyOf(sections), width: WIDTH, height }, [
    ...legend(),
    ...scale(x, height - 6),
    ...body,
  ]);
}

type Scale = (seconds: number) => number;

function scaleOf(sections: readonly LifetimeSection[]): Scale {
  const numbers = sections.flatMap(({ rows }) =>
    rows.flatMap(({ lifetime }) => [lifetime.min ?? 1, lifetime.default ?? 1, lifetime.max ?? 1]),
  );
  const longest = Math.log(Math.max(TICKS.at(-1) ?? 1, ...numbers));
  return (seconds) => LEFT + (Math.log(Math.max(1, seconds)) / longest) * PLOT;
}

function scale(x: Scale, bottom: number): string[] {
  let free = 0;
  return TICKS.flatMap((seconds) => {
    const words = short(humanDuration(seconds));
    const half = widthOf(words) / 2;
    const at = x(seconds);
    const shown = at - half >= free;
    if (shown) free = at + half + 4;
    return [
      `<path d="M${round(at)} ${TOP + 4}V${bottom}" stroke="currentColor" stroke-opacity="0.2" fill="none"/>`,
      ...(shown ? [text(at, TOP - 2, words, { anchor: 'middle' })] : []),
    ];
  });
}

function bar({ lifetime, ...words }: LifetimeRow, y: number, x: Scale): string[] {
  const { id, min, default: usual, max } = lifetime;
  const drawn: string[] = [];
  if (min !== undefined || max !== undefined) {
    const left = x(min ?? 1);
    const right = max === undefined ? LEFT + PLOT : x(max);
    const ends = [min === undefined ? null : left, max === undefined ? null : right];
    const open = ends.includes(null);
    drawn.push(
      `<path d="M${round(left)} ${y}H${round(right)}" stroke="${COLOURS.plain}" stroke-width="6"${open ? ' stroke-dasharray="2 3"' : ''} fill="none"/>`,
      ...ends
        .filter((end) => end !== null)
        .map((end) => `<path d="M${round(end)} ${y - 6}V${y + 6}" stroke="currentColor" fill="none"/>`),
    );
  }
  if (usual !== undefined)
    drawn.push(
      `<path d="M${round(x(usual))} ${y - 6}l6 6l-6 6l-6 -6z" fill="${COLOURS.warning}" stroke="currentColor"/>`,
    );
  return [
    text(NAMES, y + 4, cut(label(id), NAMES - 8), { anchor: 'end' }),
    ...drawn,
    text(VALUES, y + 4, cut(valueWords(words), WIDTH - VALUES - 4)),
  ];
}

function valueWords({ min, default: usual, max }: Omit<LifetimeRow, 'lifetime'>): string {
  const range =
    min === undefined
      ? max === undefined
        ? ''
        : `to ${short(max)}`
      : max === undefined
        ? `from ${short(min)}`
        : `${short(min)} to ${short(max)}`;
  if (usual === undefined) return range;
  return range === '' ? short(usual) : `${range} (${short(usual)})`;
}

function legend(): string[] {
  return [
    `<path d="M8 14H38" stroke="${COLOURS.plain}" stroke-width="6" fill="none"/>`,
    text(46, 18, 'possible'),
    `<path d="M120 14H150" stroke="${COLOURS.plain}" stroke-width="6" stroke-dasharray="2 3" fill="none"/>`,
    text(158, 18, 'no limit at the open end'),
    `<path d="M352 8l6 6l-6 6l-6 -6z" fill="${COLOURS.warning}" stroke="currentColor"/>`,
    text(366, 18, 'default, in parentheses at the right'),
  ];
}

/** `12 hours` → `12 h` */
function short(words: string): string {
  return words.replace(/ (hour|minute|second|day)s?/g, (_, unit: string) =>
    unit === 'minute' ? ' min' : ` ${unit.charAt(0)}`,
  );
}

function storyOf(sections: readonly LifetimeSection[]): string {
  return sections
    .map(({ title, rows }) => {
      const told = rows.map(({ lifetime, ...words }) => {
        const parts = [
          words.min === undefined ? null : `shortest ${words.min}`,
          words.default === undefined ? null : `default ${words.default}`,
          words.max === undefined ? null : `longest ${words.max}`,
        ];
        return `${label(lifetime.id)}, ${parts.filter((part) => part !== null).join(', ')}`;
      });
      return `${label(title)}: ${told.join('; ')}.`;
    })
    .join(' ');
}
