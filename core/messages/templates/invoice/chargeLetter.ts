import { button, facts, introduced, type Letter, paragraph } from '../../letter';
import type { Writer } from '../../writer';
import { amountOf } from './aboutInvoice';

/** A charge of an invoice that did not go through. */
interface RefusedCharge {
	readonly customerName?: string | undefined;
	readonly invoiceNumber: string;
	readonly amountMinor: number;
	readonly currency: string;
	readonly payUrl?: string | undefined;
}

/** The words of one mail: its subject and its first sentence. */
interface ChargeWords {
	readonly subject: string;
	readonly intro: string;
}

/** Writes what was to be charged, what follows, and a button that leads to what is open, when there is a page. */
export function chargeLetter(
	writer: Writer,
	data: RefusedCharge,
	words: ChargeWords,
	{ follows, press }: { readonly follows: string; readonly press: string },
): Omit<Letter, 'to'> {
	const { invoiceMail: common } = writer.words;
	const { invoiceNumber, payUrl } = data;
	const amount = amountOf(writer, data);
	const intro = writer.say(words.intro, { invoiceNumber, amount });
	const subject = writer.say(words.subject, { invoiceNumber });
	return introduced(
		{ subject, intro, greeting: writer.greeting(data.customerName) },
		facts([common.invoice, invoiceNumber], [common.amount, amount]),
		paragraph(follows),
		...(payUrl ? [button(press, payUrl)] : []),
	);
}
