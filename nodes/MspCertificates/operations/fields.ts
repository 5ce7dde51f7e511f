import { z } from 'zod';
import { standardThresholds } from '../../../core/certificates';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';
import { text } from '../../shared/field';

export const certificateId = text('Certificate ID', z.uuid('must be the ID of a certificate'), {
	required: true,
	default: '={{ $json.certificateId }}',
	description: 'The certificate, from Certificate: List',
});

const split = (input: unknown): unknown =>
	typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : (input ?? []);

/** Several words, separated by commas or spaces. No words are an empty list. */
export const words = z.preprocess(split, z.array(z.string().max(textLimits.token)).max(mostEntries));

const days = z
	.array(
		z.coerce
			.number('must be whole numbers')
			.int('must be whole numbers')
			.min(0, 'must be from 0')
			.max(365, 'must be 365 at the most'),
	)
	.min(1, 'must name a day')
	.max(20, 'must be 20 at the most');

/** Days before the end, such as `30, 14, 7, 1`. */
export const thresholds = text('Days Before', z.preprocess(split, days), {
	required: true,
	default: standardThresholds.join(', '),
	placeholder: 'e.g. 30, 14, 7, 1',
	description: 'How many days before the end people are told, each once',
});
