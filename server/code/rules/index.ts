// Made by `npm run build` from the files beside it; do not edit.
import { rule as staticSessionToken } from './static-session-token.ts';
import type { Rule } from '../types.ts';

export const rules: readonly Rule[] = [staticSessionToken];
