import { z } from 'zod';
import { number, text } from '../../../shared/field';

export const batchId = text('Batch ID', z.uuid('must be a batch ID'), {
	required: true,
	placeholder: 'e.g. {{ $json.batchId }}',
	description: 'From Migration: Preview, or from Invoice Import → Batch: Send to Invoice Ninja',
});

export const rows = number('Rows', z.number().int().min(1).max(5_000, 'must be 5000 at the most'), {
	default: 100,
	typeOptions: { minValue: 1, maxValue: 5_000 },
	description: 'How many clients, invoices and payments to work on before the node goes on. Run it again for the next.',
});

export const atOnce = number('Rows at Once', z.number().int().min(1).max(16, 'must be 16 at the most'), {
	default: 4,
	typeOptions: { minValue: 1, maxValue: 16 },
	description: 'How many requests to send to Invoice Ninja at a time',
});

export const standardAtOnce = 4;
