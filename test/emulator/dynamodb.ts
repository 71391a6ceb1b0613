import { errorAnswer, jsonAnswer, newRequestId } from './answers.ts';
import type { Answer, Incoming, Service } from './types.ts';

type Item = Record<string, unknown>;

const TABLE_LIMIT = 1000;

/** ListTables, PutItem and GetItem. A table exists from its first item; keys are whatever GetItem asks by. */
export function createDynamoDb(): Service {
  const tables = new Map<string, Item[]>();

  function putItem(table: string, item: Item): Answer {
    const items = tables.get(table) ?? [];
    tables.set(table, [...items, item].slice(-TABLE_LIMIT));
    return ok({});
  }

  function getItem(table: string, key: Item): Answer {
    const wanted = Object.entries(key);
    const found = tables.get(table)?.findLast((item) => {
      return wanted.every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));
    });
    return ok(found ? { Item: found } : {});
  }

  return {
    protocol: 'json',
    windowSeconds: 300,
    operation: ({ headers }) => headers['x-amz-target']?.split('.')[1] ?? 'Unknown',
    handle(operation, incoming) {
      const body = readJson(incoming);
      if (!body) {
        return failure('SerializationException', 'The request body is not a JSON object');
      }
      const table = typeof body.TableName === 'string' ? body.TableName : null;
      if (operation === 'ListTables') return ok({ TableNames: [...tables.keys()].sort() });
      if (operation !== 'PutItem' && operation !== 'GetItem') {
        return failure('UnknownOperationException', `${operation} is not known here`);
      }
      const argument = operation === 'PutItem' ? body.Item : body.Key;
      if (table === null || !isItem(argument)) {
        return failure('ValidationException', 'TableName and Item or Key are required');
      }
      return operation === 'PutItem' ? putItem(table, argument) : getItem(table, argument);
    },
  };
}

function readJson(incoming: Incoming): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(incoming.body.toString('utf8'));
    return isItem(value) ? value : null;
  } catch {
    return null;
  }
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ok(value: unknown): Answer {
  return jsonAnswer(200, value, null, newRequestId('json'));
}

function failure(code: string, message: string): Answer {
  return errorAnswer('json', { status: 400, code, message });
}
