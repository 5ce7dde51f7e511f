import { z } from 'zod';
import { money } from '../../../kernel/money';
import { customerName, field } from '../../dataField';
import { day, line, link, optional } from '../../values';
import type { Writer } from '../../writer';

/** What every letter about an invoice is told. */
export const aboutInvoice = {
	customerName,
	invoiceNumber: field('Invoice Number', line),
	amountMinor: field('Amount', z.number().int().min(0), {
		control: 'number',
		description: 'In the smallest unit of the currency, such as cents',
	}),
	currency: field('Currency', z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR'), {
		placeholder: 'e.g. EUR',
	}),
} as const;

export const payUrl = field('Pay URL', optional(link), {
	placeholder: 'e.g. {{ $json.payUrl }}',
	description: 'Where the customer sees and pays the invoice, as MSP Billing → Charge: Record gives it',
});

export const nextTryOn = field('Next Try On', optional(day), {
	control: 'dateTime',
	description: 'The day on which it is tried again',
});

export const amountOf = (writer: Writer, told: { readonly amountMinor: number; readonly currency: string }): string =>
	writer.money(money(told.amountMinor, told.currency));
