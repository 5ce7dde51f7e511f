import { z } from 'zod';
import { codesOfOthers, customersOfCompany, formerCustomers, type KnownCustomer } from '../customers';
import { json, type Transaction } from '../db';
import { customerBook, type Answer, type BookEntry, type LookAlike } from './customerBook';
import { refuse } from './problems';
import type { ImportRules } from './source';
import type { Clues, Staged } from './stage';

/** A customer of whom the sheet says something else than what is stored. */
export interface ChangedCustomer {
	readonly before: KnownCustomer;
	readonly after: KnownCustomer;
	readonly clue: number;
}

export interface ResolvedCustomers {
	/** Those that would be made, if a row that is imported needs them. */
	readonly made: readonly BookEntry[];
	readonly changed: readonly ChangedCustomer[];
	readonly lookAlikes: readonly LookAlike[];
	/** How many customers a tab lists that are there and as it says. */
	readonly unchanged: number;
}

/** Finds out who is meant by each row. Rows of which nobody can tell are refused. Nothing is written but what is staged. */
export async function resolveCustomers(
	transaction: Transaction,
	staged: Staged,
	rules: Pick<ImportRules, 'companyCode' | 'unknownCustomers' | 'lookAlikes'>,
): Promise<ResolvedCustomers> {
	const { stagingId, clues } = staged;
	const known = await customersOfCompany(transaction, rules.companyCode);
	const former = await formerCustomers(transaction, rules.companyCode);
	const book = customerBook(known, await codesOfOthers(transaction, rules.companyCode), rules, former);
	// A tab of customers says most of them: so it comes first, wherever it is. Who has a code comes before a mere name.
	const rank = ({ listed, customerCode }: Clues) => (listed ? 0 : 2) + (customerCode === null ? 1 : 0);
	const inOrder = [...clues].sort((one, other) => rank(one) - rank(other));
	const answers = new Map(inOrder.map((said) => [said.clue, book.find(said)]));
	const byId = new Map(known.map((customer) => [customer.customerId, customer]));
	const formerCodes = new Set(former.map(({ customerCode }) => customerCode));
	// What a tab says of a customer who was merged is not what the other one is to be.
	const [ofFormer, ofOthers] = parted(inOrder, ({ customerCode }) => formerCodes.has(customerCode ?? ''));
	const { changed, unchanged, duplicates } = changesOf(ofOthers, answers, byId);
	const listedFormer = ofFormer.filter(({ listed, clue }) => listed && 'customer' in (answers.get(clue) ?? {}));
	for (const { clue, row } of duplicates) {
		answers.set(clue, { problem: 'duplicate_customer', field: 'customerCode', details: { row } });
	}
	await writeClues(transaction, stagingId, answers);
	await transaction.run(
		`update msp.import_staged s set ${refuse('jsonb_build_array(c.problem)')}
		from msp.import_clue c where s.staging_id = $1 and not s.refused and c.staging_id = $1 and c.clue = s.clue
			and c.problem is not null`,
		[stagingId],
	);
	return { made: book.made, changed, lookAlikes: book.lookAlikes, unchanged: unchanged + listedFormer.length };
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
	return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function changesOf(
	clues: readonly Clues[],
	answers: ReadonlyMap<number, Answer>,
	known: ReadonlyMap<string, KnownCustomer>,
) {
	const changed: ChangedCustomer[] = [];
	const duplicates: Array<{ readonly clue: number; readonly row: number }> = [];
	const seen = new Map<string, number>();
	let unchanged = 0;
	for (const said of clues) {
		const answer = answers.get(said.clue);
		if (!said.listed || !answer || !('customer' in answer)) continue;
		const { customerId } = answer.customer;
		const row = seen.get(customerId);
		if (row !== undefined) {
			duplicates.push({ clue: said.clue, row });
			continue;
		}
		seen.set(customerId, said.row);
		const before = known.get(customerId);
		if (!before) continue;
		const after: KnownCustomer = {
			...before,
			name: said.customerName ?? before.name,
			email: said.customerEmail ?? before.email,
			vatNumber: said.vatNumber ?? before.vatNumber,
			language: said.language ?? before.language,
			currency: said.currency ?? before.currency,
		};
		if (JSON.stringify(after) === JSON.stringify(before)) unchanged += 1;
		else changed.push({ before, after, clue: said.clue });
	}
	return { changed, unchanged, duplicates };
}

const rowsAtOnce = 1_000;

async function writeClues(
	transaction: Transaction,
	stagingId: string,
	answers: ReadonlyMap<number, Answer>,
): Promise<void> {
	const rows = [...answers].map(([clue, answer]) => {
		if ('customer' in answer) {
			const { customerId, customerCode } = answer.customer;
			return { clue, customerId, newCode: answer.isNew ? customerCode : null, problem: null };
		}
		const { problem: code, field, details } = answer;
		return { clue, customerId: null, newCode: null, problem: { severity: 'error', code, field, details } };
	});
	for (let from = 0; from < rows.length; from += rowsAtOnce) {
		await transaction.run(
			`insert into msp.import_clue (staging_id, clue, for_customer, new_code, problem)
			select $1, n.clue, n."customerId", n."newCode", n.problem
			from jsonb_to_recordset($2::jsonb) as n(clue integer, "customerId" uuid, "newCode" text, problem jsonb)`,
			[stagingId, json(rows.slice(from, from + rowsAtOnce))],
		);
	}
}

/** Of the customers that would be made, those that a row needs which is imported. */
export async function neededCustomers(transaction: Transaction, stagingId: string): Promise<ReadonlySet<string>> {
	const needed = await transaction.rows(
		z.object({ customerId: z.uuid() }),
		`select distinct c.for_customer as customer_id from msp.import_clue c join msp.import_staged s
			on s.staging_id = c.staging_id and s.clue = c.clue
		where c.staging_id = $1 and c.new_code is not null and not s.refused and s.head`,
		[stagingId],
	);
	return new Set(needed.map(({ customerId }) => customerId));
}
