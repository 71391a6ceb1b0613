import { fieldsOf } from './fields.ts';
import type { Report } from './source.ts';
import type { Signal } from './types.ts';
import { parseYaml } from './yaml.ts';

/** `signals.yaml`: a map from id to what it says and which engine sees it. */
export function parseSignals(text: string, report: Report): Signal[] {
  const root = parseYaml(text, 1, report);
  if (root === null) return [];
  if (root.kind !== 'map') {
    report(root.line, 'signals must be a map: "name:" and below it says and engine');
    return [];
  }
  return [...root.entries].flatMap(([id, value]) => {
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))
      report(value.line, `"${id}" must be written in small letters, digits and hyphens`);
    const fields = fieldsOf(value, `signal "${id}"`, ['says', 'engine'], report);
    const engine = fields?.oneOf('engine', ['log', 'session'] as const) ?? null;
    const says = fields?.text('says', { model: 'One sentence.' }) ?? '';
    return engine === null || says === '' ? [] : [{ id, says, engine }];
  });
}
