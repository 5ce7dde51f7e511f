import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';

export const page = text('Page', z.string().trim().max(textLimits.url), {
	required: true,
	placeholder: 'e.g. https://n8n.example.com/webhook/msp/import',
	description: 'The address at which the workflow with the pages answers',
});

const sealed = z.string().max(textLimits.ticket, 'is too long to be one').default('');

export const door = text('Door', sealed, {
	placeholder: 'e.g. {{ $json.query.door }}',
	description: 'What the address holds of the upload link',
});

export const ticket = text('Ticket', sealed, {
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'What the address holds of an import',
});
