import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { partsOf, paymentFacts } from '../../../core/billing';
import type { StoredPaymentEvent } from '../../../core/payments';
import { event, type Told } from '../../support/billingScene';

const request = randomUUID();
const invoices = Array.from({ length: 6 }, (_, index) => ({
	invoiceId: randomUUID(),
	invoiceNumber: `INV-${String(index)}`,
}));
type Asked = NonNullable<StoredPaymentEvent['asked']>;

function stored(told: ReturnType<typeof event>, asked: Asked | null): StoredPaymentEvent {
	const { object, occurredAt, raw: _raw, type: _type, live: _live, account: _account, names, ...rest } = told;
	return {
		...rest,
		...{ paymentEventId: randomUUID(), names: [...new Set([told.paymentReference ?? '', ...names])] },
		...{ objectType: object?.type ?? null, objectId: object?.id ?? null, occurredAt: new Date(occurredAt) },
		...{ customerId: null, invoiceId: null, receivedAt: new Date(occurredAt), attempts: 0, processedAt: null },
		...{ outcome: null, placedBy: null, placedAt: null, resentAt: null, asked },
	};
}

const asks = (...amounts: number[]): Asked =>
	amounts.flatMap((amountMinor, index) => {
		const invoice = invoices[index];
		return invoice ? [{ ...invoice, externalId: null, amountMinor }] : [];
	});
const total = (asked: Asked) => sum(asked.map(({ amountMinor }) => amountMinor));
const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

const came = (asked: Asked, amountMinor = total(asked), more: Told = {}) =>
	stored(event('payment_succeeded', 1, { amountMinor, references: { paymentRequest: request }, ...more }), asked);
const refund = (minutes: number, id: string, amountMinor: number, invoice?: string, more: Told = {}) =>
	stored(
		event('refunded', minutes, {
			...{ amountMinor, object: { type: 'refund', id }, references: invoice === undefined ? {} : { invoice } },
			...more,
		}),
		null,
	);
const sums = (parts: ReturnType<typeof partsOf>) => ({
	amountMinor: sum(parts.map((part) => part.amountMinor)),
	priceMinor: sum(parts.map((part) => part.priceMinor)),
	refundedMinor: sum(parts.map((part) => part.refundedMinor)),
	lostMinor: sum(parts.map((part) => part.lostMinor)),
});
const byInvoice = (parts: ReturnType<typeof partsOf>, of: 'amountMinor' | 'refundedMinor' | 'lostMinor') =>
	parts.map((part) => part[of]);

// internetee/auction_center#508: of several invoices that were paid at once, only the first one was paid.
test('what came pays each invoice what was asked for it, under a name of its own', () => {
	const asked = asks(6000, 4000);
	const parts = partsOf([came(asked)]);
	expect(parts.map(({ invoiceId, amountMinor, priceMinor }) => ({ invoiceId, amountMinor, priceMinor }))).toEqual(
		asked.map(({ invoiceId, amountMinor }) => ({ invoiceId, amountMinor, priceMinor: amountMinor })),
	);
	expect(parts.map(({ paymentReference }) => paymentReference)).toEqual(
		asked.map(({ invoiceId }) => `pi_1:${invoiceId}`),
	);
	expect(parts[0].names).toContain('pi_1');
	expect(parts[1]?.names).not.toContain('pi_1');
});

test('a request of one invoice is a payment as any other', () => {
	expect(partsOf([came(asks(2000))])).toMatchObject([{ paymentReference: 'pi_1', amountMinor: 2000 }]);
});

test('less pays the first invoices, and more pays none', () => {
	expect(byInvoice(partsOf([came(asks(6000, 4000), 7000)]), 'amountMinor')).toEqual([6000, 1000]);
	expect(byInvoice(partsOf([came(asks(6000, 4000), 5000)]), 'amountMinor')).toEqual([5000]);
	const more = partsOf([came(asks(6000, 4000), 10_500)]);
	expect(byInvoice(more, 'amountMinor')).toEqual([6000, 4000, 500]);
	expect(more[2]).toMatchObject({ invoiceId: null, request: { invoiceId: null }, paymentReference: 'pi_1:unapplied' });
});

// invoiceninja/invoiceninja#10799: to give back what pays no invoice, one had to be made for it.
test('what goes back is first what pays no invoice', () => {
	const parts = partsOf([came(asks(6000, 4000), 10_500), refund(5, 're_1', 500)]);
	expect(byInvoice(parts, 'refundedMinor')).toEqual([0, 0, 500]);
	expect(parts.some(({ shareUnknown }) => shareUnknown)).toBe(false);
});

test('a refund that names no invoice is shared out and marked; one that names an invoice is of that one', () => {
	const asked = asks(6000, 4000);
	const guessed = partsOf([came(asked), refund(5, 're_1', 5000)]);
	expect(byInvoice(guessed, 'refundedMinor')).toEqual([3000, 2000]);
	expect(guessed.every(({ shareUnknown }) => shareUnknown)).toBe(true);
	const told = partsOf([came(asked), refund(5, 're_1', 4000), refund(6, 're_1', 4000, 'INV-1')]);
	expect(byInvoice(told, 'refundedMinor')).toEqual([0, 4000]);
	expect(told.some(({ shareUnknown }) => shareUnknown)).toBe(false);
});

test('what a dispute took is shared out after the refunds, and an open one is of every invoice', () => {
	const asked = asks(6000, 4000);
	const dispute = { object: { type: 'dispute', id: 'dp_1' }, amountMinor: 6000 };
	const begun = [came(asked), refund(5, 're_1', 4000, 'INV-1'), stored(event('disputed', 6, dispute), null)];
	expect(partsOf(begun).map(({ dispute: state }) => state)).toEqual(['open', 'open']);
	const lost = stored(event('dispute_closed', 9, { ...dispute, detail: { disputeOutcome: 'lost' } }), null);
	expect(byInvoice(partsOf([...begun, lost]), 'lostMinor')).toEqual([6000, 0]);
});

test('a refund that failed is of no invoice, whatever it names', () => {
	const asked = asks(6000, 4000);
	const failed = stored(event('refund_failed', 7, { amountMinor: 4000, object: { type: 'refund', id: 're_1' } }), null);
	const parts = partsOf([came(asked), refund(5, 're_1', 4000, 'INV-1'), failed]);
	expect(byInvoice(parts, 'refundedMinor')).toEqual([0, 0]);
	expect(byInvoice(parts, 'amountMinor')).toEqual([6000, 4000]);
});

/** What happens to one payment, with the truth by its side. */
const lives = fc
	.record({
		amounts: fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 6 }),
		/** What came beside what was asked for. */
		beside: fc.oneof(fc.constant(0), fc.integer({ min: -5000, max: 5000 })),
		refunds: fc.array(
			fc.record({ amount: fc.integer({ min: 1, max: 200_000 }), names: fc.option(fc.nat(7)), fails: fc.boolean() }),
			{ maxLength: 4 },
		),
		lost: fc.option(fc.integer({ min: 1, max: 400_000 })),
		isLost: fc.boolean(),
	})
	.map(({ amounts, beside, refunds, lost, isLost }) => {
		const asked = asks(...amounts);
		const events = [came(asked, Math.max(1, total(asked) + beside))];
		refunds.forEach(({ amount, names, fails }, index) => {
			const id = `re_${String(index)}`;
			const invoice = names === null ? undefined : `INV-${String(names)}`;
			events.push(refund(10 + index, id, amount, invoice));
			if (fails)
				events.push(
					stored(event('refund_failed', 20 + index, { amountMinor: amount, object: { type: 'refund', id } }), null),
				);
		});
		if (lost !== null) {
			const dispute = { object: { type: 'dispute', id: 'dp_1' }, amountMinor: lost };
			events.push(stored(event('disputed', 30, dispute), null));
			if (isLost)
				events.push(stored(event('dispute_closed', 40, { ...dispute, detail: { disputeOutcome: 'lost' } }), null));
		}
		return { asked, events };
	});

test('whatever happens, the parts are the payment to the cent, and the same for every order of the events', () => {
	fc.assert(
		fc.property(
			lives.chain((life) =>
				fc.record({
					life: fc.constant(life),
					shuffled: fc.shuffledSubarray(life.events, { minLength: life.events.length }),
				}),
			),
			({ life: { asked, events }, shuffled }) => {
				const parts = partsOf(shuffled);
				const { amountMinor, priceMinor, refundedMinor, lostMinor } = paymentFacts(events);
				expect(sums(parts)).toEqual({ amountMinor, priceMinor, refundedMinor, lostMinor });
				for (const part of parts) {
					expect(part.refundedMinor + part.lostMinor).toBeLessThanOrEqual(part.amountMinor);
					expect(Math.min(part.amountMinor, part.refundedMinor, part.lostMinor)).toBeGreaterThanOrEqual(0);
					const asks = asked.find(({ invoiceId }) => invoiceId === part.invoiceId);
					if (asks) expect(part.amountMinor).toBeLessThanOrEqual(asks.amountMinor);
				}
				expect(new Set(parts.map(({ paymentReference }) => paymentReference)).size).toBe(parts.length);
				const names = parts.flatMap((part) => part.names);
				expect(new Set(names).size).toBe(names.length);
				const plain = (some: typeof parts) => some.map((part) => ({ ...part, names: part.names.toSorted() }));
				expect(plain(parts)).toEqual(plain(partsOf(events)));
				// What goes back of several invoices in part, and names none, is for a person.
				const free = parts.find(({ invoiceId }) => invoiceId === null)?.amountMinor ?? 0;
				const guessed = refundedMinor > free && refundedMinor < amountMinor && parts.length - (free > 0 ? 1 : 0) > 1;
				if (events.every(({ references }) => references.invoice === undefined))
					expect(parts.some(({ shareUnknown }) => shareUnknown)).toBe(guessed);
			},
		),
		{ numRuns: 500 },
	);
});

test('before the money is heard of, what goes back is known to the cent too', () => {
	const asked = asks(6000, 4000, 1);
	const heard = stored(event('refunded', 5, { amountMinor: 77, references: { paymentRequest: request } }), asked);
	expect(sums(partsOf([heard]))).toMatchObject({ refundedMinor: 77 });
});
