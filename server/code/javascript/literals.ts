import { parts } from '../nodes.ts';
import type { Node } from '../tree.ts';

/** The text of a string or a template without substitutions; null for anything else. */
export function stringOf(node: Node | null): string | null {
  const isPlain =
    node?.type === 'string' ||
    (node?.type === 'template_string' && !parts(node).some(({ type }) => type === 'template_substitution'));
  return isPlain ? node.text.slice(1, -1) : null;
}
