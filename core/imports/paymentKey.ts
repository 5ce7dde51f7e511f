import { storable } from '../db';
import type { PaymentRecord } from '../invoiceSheets';

const invoiceKey = (companyCode: string, number: string) =>
	`${companyCode}:${number.replaceAll('%', '%25').replaceAll(':', '%3A')}`;

/**
 * Names the payments of one file: `<company>:<number>:<reference>:<day>`, because instalments may share the reference of
 * their invoice; or `<company>:<number>:<day>:<amount>:<how manieth of these>` where the sheet gives no reference.
 */
export function paymentKeys(companyCode: string) {
	const ordinals = new Map<string, number>();
	return ({ number, reference, paidOn, amountMinor }: PaymentRecord): string => {
		const invoice = invoiceKey(companyCode, number);
		if (reference !== null) return storable(`${invoice}:${reference}:${paidOn}`);
		const key = `${invoice}:${paidOn}:${amountMinor}`;
		const ordinal = (ordinals.get(key) ?? 0) + 1;
		ordinals.set(key, ordinal);
		return storable(`${key}:${ordinal}`);
	};
}

/** The reference that a sheet gave a payment of an import, out of its key; empty where it gave none. */
export function referenceInKey(key: string, companyCode: string, number: string): string {
	const prefix = `${invoiceKey(companyCode, number)}:`;
	if (!key.startsWith(prefix)) return key;
	const rest = key.slice(prefix.length);
	if (/^\d{4}-\d\d-\d\d:-?\d+:\d+$/.test(rest)) return '';
	return rest.replace(/:\d{4}-\d\d-\d\d$/, '');
}

/** SQL of the key that a staged row `s` has when it gives this reference. */
export const keyWithReference = (companyCode: string, reference: string) =>
	`${companyCode} || ':' || replace(replace(s.number, '%', '%25'), ':', '%3A') || ':' || ${reference} || ':' || s.paid_on`;
