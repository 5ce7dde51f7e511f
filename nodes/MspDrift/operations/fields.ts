import { z } from 'zod';
import type { Decision, DriftFinding } from '../../../core/drift';
import { describeDrift } from '../../../core/messages';
import { text } from '../../shared/field';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';

export const findingId = text('Finding ID', z.uuid('must be a finding ID'), {
	required: true,
	placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	description: 'The finding, from Finding: List',
});

export const by = text('By', z.string().trim().min(1, 'must say who decides').max(100), {
	required: true,
	placeholder: 'e.g. Ada',
	description: 'The name of the person who decides. The finding keeps it.',
});

export const ticket = text('Ticket', z.string().max(textLimits.ticket).default(''), {
	required: true,
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'The ticket in the link of the report',
});

/** Several words, separated by commas or spaces. No words are an empty list. */
export const words = z.preprocess(
	(input) => (typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : (input ?? [])),
	z.array(z.string().max(textLimits.token)).max(mostEntries),
);

/** The item of a finding: with what it says in words, without its key. */
export function itemOf(finding: DriftFinding): object {
	const { findingKey: _, ...item } = finding;
	return { ...item, ...describeDrift('en', finding) };
}

/** The item of a decision: its finding, whether it changed, and why not. */
export async function decisionItem(decision: Promise<Decision>): Promise<object> {
	const { finding, ...more } = await decision;
	return { ...itemOf(finding), ...more };
}
