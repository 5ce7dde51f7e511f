import { z } from 'zod';
import { describeDrift } from '../../../core/messages';
import type { DriftFinding } from '../../../core/drift';
import { text } from '../../shared/field';

export const findingId = text('Finding ID', z.uuid('must be a finding ID'), {
	required: true,
	placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
	description: 'The finding, as Finding: List gives it',
});

export const by = text('By', z.string().trim().min(1, 'must say who decides').max(100), {
	required: true,
	placeholder: 'e.g. Ada',
	description: 'Who decides: it is recorded',
});

export const ticket = text('Ticket', z.string().default(''), {
	required: true,
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'What the link of the report carries',
});

/** Several words by comma or space; none is undefined. */
export const words = z.preprocess(
	(given) => (typeof given === 'string' ? given.split(/[\s,]+/).filter(Boolean) : (given ?? [])),
	z.array(z.string()),
);

/** A finding with what it says in words. */
export function shown(finding: DriftFinding): object {
	const { findingKey: _, ...told } = finding;
	return { ...told, ...describeDrift('en', finding) };
}
