import { dayIn } from '../kernel/calendar';
import { money } from '../kernel/money';
import type { Writer } from '../messages';
import { markup, type Markup } from '../pages';
import type { ReconciledRow } from './rows';
import type { ReconciliationRun } from './runs';

type Run = Pick<ReconciliationRun, 'timeZone'>;

/** The cells of a money: what names it, what each side has, and what to do. */
export function moneyRow(writer: Writer, run: Run, row: ReconciledRow): Markup[] {
	return [
		named(writer, run, row),
		lines(providerLines(writer, run, row)),
		lines(ninjaLines(writer, row)),
		lines(storeLines(writer, run, row)),
		toDo(writer, row),
	];
}

function lines(texts: readonly string[]): Markup {
	return markup`<span>${texts.map((text, index) => (index === 0 ? markup`${text}` : markup`<br><span class="soft">${text}</span>`))}</span>`;
}

function named({ words, say, day }: Writer, { timeZone }: Run, row: ReconciledRow): Markup {
	const { reconciliationPage: w } = words;
	const { customerCode, invoiceNumbers, reference } = row;
	const about = [
		day(dayIn(timeZone, row.occurredAt)),
		...(customerCode === null ? [] : [say(w.customer, { customerCode })]),
		...(invoiceNumbers.length === 0
			? []
			: [say(w.invoices, { numbers: invoiceNumbers.join(', '), count: invoiceNumbers.length })]),
	];
	return markup`<span><strong>${reference}</strong>${about.map((text) => markup`<br><span class="soft">${text}</span>`)}</span>`;
}

interface Amounts {
	readonly amountMinor: number | null;
	readonly currency: string;
	readonly refundedMinor: number;
	readonly lostMinor?: number;
}

/** What a side has: the amount, and what of it went back. */
function amountLines({ words, say, money: written }: Writer, side: Amounts): string[] {
	const { reconciliationPage: w } = words;
	const shown = (minor: number) => written(money(minor, side.currency));
	return [
		side.amountMinor === null ? w.amountUnknown : shown(side.amountMinor),
		...(side.refundedMinor === 0 ? [] : [say(w.refunded, { amount: shown(side.refundedMinor) })]),
		...((side.lostMinor ?? 0) === 0 ? [] : [say(w.lost, { amount: shown(side.lostMinor ?? 0) })]),
	];
}

function providerLines(writer: Writer, { timeZone }: Run, { atProvider, provider }: ReconciledRow): string[] {
	const { reconciliationPage: w } = writer.words;
	if (!atProvider) return [provider === null ? w.notExpected : w.none];
	return [
		...amountLines(writer, atProvider),
		...(atProvider.pending ? [w.pending] : []),
		...(atProvider.disputeOpen ? [w.disputed] : []),
		`${w.sideNames[atProvider.provider]}${atProvider.at ? `, ${writer.moment(atProvider.at, timeZone)}` : ''}`,
	];
}

function ninjaLines(writer: Writer, { inNinja }: ReconciledRow): string[] {
	const { say, words } = writer;
	const { reconciliationPage: w } = words;
	if (!inNinja) return [w.none];
	return [
		...(inNinja.deleted ? [w.deleted] : amountLines(writer, inNinja)),
		...(inNinja.pending ? [w.pending] : []),
		say(w.ninjaPayments, { numbers: inNinja.numbers.join(', '), count: inNinja.numbers.length }),
		writer.day(inNinja.day),
	];
}

function storeLines(writer: Writer, { timeZone }: Run, { inStore }: ReconciledRow): string[] {
	const { reconciliationPage: w } = writer.words;
	if (!inStore) return [w.none];
	return [...amountLines(writer, inStore), inStore.outcomeDetail, writer.moment(inStore.at, timeZone)].filter(Boolean);
}

function toDo(writer: Writer, row: ReconciledRow): Markup {
	const { words, say } = writer;
	const { reconciliationPage: w } = words;
	const { state, also, reference, provider } = row;
	const values = {
		reference,
		provider: provider === null ? w.sideNames.invoice_ninja : w.sideNames[provider],
		numbers: row.invoiceNumbers.join(', '),
	};
	const parts = [say(w.toDo[state], values), ...also.filter((one) => one !== 'matched').map((one) => w.states[one])];
	return lines(parts);
}
