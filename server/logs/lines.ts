/** Line access by number over one text, without copying it. */
export interface Lines {
  readonly count: number;
  /** Offset of the first character of a line. */
  start(line: number): number;
  /** The line without its line ending; a longer line than `limit` is cut. */
  text(line: number, limit?: number): string;
  /** Any part of the text. */
  slice(start: number, end: number): string;
  /** Number of the line that holds an offset. */
  at(offset: number): number;
}

const LIMIT = 20_000;

export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const start = (line: number) => starts[line] ?? text.length;
  return {
    count: starts.length,
    start,
    text(line, limit = LIMIT) {
      const from = start(line);
      let end = line + 1 < starts.length ? start(line + 1) - 1 : text.length;
      if (end > from && text.charCodeAt(end - 1) === 13) end--;
      return text.slice(from, Math.min(end, from + limit));
    },
    slice: (from, to) => text.slice(from, to),
    at(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (start(middle) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
