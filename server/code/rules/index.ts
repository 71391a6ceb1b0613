// Made by `npm run build` from the files beside it; do not edit.
import type { Rule } from '../types.ts';
import { rule as staticSessionToken } from './static-session-token.ts';

export const rules: readonly Rule[] = [staticSessionToken];
