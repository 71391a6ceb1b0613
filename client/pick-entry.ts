import * as vscode from 'vscode';
import { type EntryRow, requests } from '../server/protocol.ts';
import type { Server } from './server.ts';

/** A pasted message may be long; more than this decides nothing. */
const MAX_NAME = 4000;

interface Choice extends vscode.QuickPickItem {
  name: string;
}

/** All entries, found by code, title and other names; what is typed or pasted is a choice as well. */
export async function pickEntry(server: Server): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = 'Explain an AWS session error';
  pick.placeholder = 'An error code, a rule, or the message itself';
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  let entries: Choice[] = [];
  const offer = () => {
    const typed = pick.value.trim().slice(0, MAX_NAME);
    const named = entries.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
    const own: Choice = { name: typed, label: typed, description: 'look up what is typed', alwaysShow: true };
    pick.items = typed === '' || named ? entries : [...entries, own];
  };
  const chosen = new Promise<string | undefined>((resolve) => {
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.name ?? (pick.value.trim().slice(0, MAX_NAME) || undefined));
      pick.hide();
    });
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  void server
    .request<EntryRow[]>(requests.entries, {})
    .then((rows) => {
      entries = rows.map(toChoice);
      offer();
    })
    .catch(() => undefined)
    .finally(() => {
      pick.busy = false;
    });
  try {
    return await chosen;
  } finally {
    pick.dispose();
  }
}

const ICONS = { error: '$(book)', rule: '$(law)', table: '$(table)' };

function toChoice({ name, kind, title, aliases }: EntryRow): Choice {
  return {
    name,
    label: `${ICONS[kind]} ${name}`,
    description: title,
    ...(aliases.length === 0 ? {} : { detail: `also: ${aliases.join(', ')}` }),
  };
}
