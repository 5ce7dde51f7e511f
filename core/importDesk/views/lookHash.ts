import { createHash } from 'node:crypto';
import type { ImportBatch } from '../../imports';
import { canonicalJson } from '../../kernel/canonicalJson';
import { deskOptions } from '../deskOptions';

/** Tells two states of a look apart: what a person confirms is what the page showed, and nothing that came meanwhile. */
export function lookHash(batch: ImportBatch): string {
	const { corrections, rules } = deskOptions(batch);
	const shown = canonicalJson({ corrections, rules, understanding: batch.understanding });
	return createHash('sha256').update(shown).digest('hex').slice(0, 32);
}
