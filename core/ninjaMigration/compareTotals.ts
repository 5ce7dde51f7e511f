import {
	asDouble,
	compareDecimals,
	decimalText,
	discountOrders,
	equal,
	isZero,
	minus,
	percentOf,
	plus,
	rounded,
	sproutLineTotal,
	sproutTotal,
	zero,
	type Decimal,
	type SproutInvoice,
} from '../sprout';
import type { Differences } from './difference';
import { ninjaTotal, type NinjaAmounts } from './ninjaTotal';
import type { PlanOptions } from './planned';

/** At most so much is evened out: what rounding makes, and not what is wrong. */
const mostEvenedOut: Decimal = { units: 10n, scale: 2 };

export interface ComparedTotals {
	readonly amounts: NinjaAmounts & { readonly total: Decimal };
	/** The fields of the discount and the surcharges. */
	readonly fields: object;
	readonly sprout: Decimal;
}

/**
 * Compares what Invoice Ninja will make of an invoice with Sprout's total, to the cent. A discount that a site takes off
 * before its taxes cannot be one at Invoice Ninja, which would tax less then: it becomes a negative surcharge. Cents that
 * are left become one too, where the operator wants it. Everything is listed.
 */
export function compareTotals(
	invoice: SproutInvoice,
	planned: NinjaAmounts,
	{ evenOut }: PlanOptions,
	differences: Differences,
): ComparedTotals {
	const about = { kind: 'invoice', key: invoice.number } as const;
	const computed = Object.fromEntries(discountOrders.map((order) => [order, sproutTotal(invoice, order)] as const));
	const sprout = rounded(invoice.total ?? computed.after_taxes ?? zero, 2);
	let amounts = planned;
	const isBefore =
		!isZero(planned.discount) &&
		!equal(sprout, computed.after_taxes ?? zero) &&
		equal(sprout, computed.before_taxes ?? zero);
	if (isBefore) {
		const sum = plus(...invoice.lines.filter(({ heading }) => !heading).map(sproutLineTotal));
		const discount = rounded(percentOf(sum, planned.discount), 2);
		amounts = { ...planned, discount: zero, surcharges: withSurcharge(planned, 2, minus(zero, discount)) };
		differences.add({
			...about,
			...{
				field: 'discount',
				sprout: `${decimalText(invoice.discount)} %`,
				ninja: `surcharge ${decimalText(minus(zero, discount), 2)}`,
			},
			why: 'the site takes the discount off before its taxes, and Invoice Ninja would take less tax then',
			remedy: 'Nothing to do: the total is the same.',
		});
	}
	const total = ninjaTotal(amounts);
	const off = minus(sprout, total);
	if (isZero(off)) return { amounts: { ...amounts, total }, fields: fieldsOf(amounts), sprout };
	const why = reasonOf(invoice, sprout, computed.after_taxes ?? zero, isBefore);
	const isSmall = compareDecimals(off, mostEvenedOut) <= 0 && compareDecimals(off, minus(zero, mostEvenedOut)) >= 0;
	const even = evenOut && isSmall ? { ...amounts, surcharges: withSurcharge(amounts, 3, off) } : undefined;
	const evened = even ? ninjaTotal(even) : undefined;
	if (even && evened && equal(evened, sprout)) {
		differences.add({
			...about,
			...{ field: 'total', sprout: decimalText(sprout, 2), why },
			ninja: `${decimalText(total, 2)} and a surcharge of ${decimalText(off, 2)}`,
			remedy: 'Nothing to do: the surcharge of Even Out Cents makes the total the same.',
		});
		return { amounts: { ...even, total: evened }, fields: fieldsOf(even), sprout };
	}
	differences.add({
		...about,
		...{ field: 'total', sprout: decimalText(sprout, 2), ninja: decimalText(total, 2), why },
		remedy: isSmall
			? 'Switch on Even Out Cents, or accept the difference.'
			: 'Open the invoice in Sprout Invoices, save it so that its total is calculated anew, and export again.',
	});
	return { amounts: { ...amounts, total }, fields: fieldsOf(amounts), sprout };
}

function withSurcharge({ surcharges }: NinjaAmounts, place: number, amount: Decimal): readonly Decimal[] {
	return surcharges.map((surcharge, index) => (index === place ? amount : surcharge));
}

function reasonOf(invoice: SproutInvoice, sprout: Decimal, after: Decimal, isBefore: boolean): string {
	if (!isBefore && !equal(sprout, after)) {
		return `Sprout Invoices keeps a total that its own lines do not make: they make ${decimalText(after, 2)}`;
	}
	if (!isZero(invoice.discount)) return 'the discount and the taxes are rounded one after the other, in another order';
	return 'Invoice Ninja rounds each line, and Sprout Invoices only the sum';
}

function fieldsOf({ discount, surcharges }: NinjaAmounts): object {
	const named = surcharges.flatMap((surcharge, index) =>
		isZero(surcharge) ? [] : [[`custom_surcharge${index + 1}`, asDouble(surcharge, `surcharge${index + 1}`)] as const],
	);
	return { discount: asDouble(discount, 'discount'), ...Object.fromEntries(named) };
}
