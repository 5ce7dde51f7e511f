import type { ImportBatch, ImportRow } from '../../imports';
import { writerOf, type Writer } from '../../messages';
import { asPage, figures, markup, progressBar, table, type Markup, type PageAnswer } from '../../pages';
import { mostShown } from '../bounds';
import { cellOf, describeProblem } from '../describe';
import { hrefOf } from '../tickets';
import { uploadLink } from './uploadPage';

/** What the addresses on a page carry. */
export interface PageLinks {
	readonly door: string;
	readonly ticket: string;
}

/** How far an import is. It loads itself again until the import has ended. */
export function progressPage({ language, progress, uploaderEmail, interrupted }: RunningBatch): PageAnswer {
	const { words, say } = writerOf(language);
	const { importPage: w } = words;
	const { done, of } = progress;
	const body = [
		interrupted
			? markup`<p class="verdict bad" role="status">${w.interrupted}</p>
`
			: of === null || of === 0
				? markup`<p role="status">${say(w.progressRows, { done })}</p>
`
				: progressBar(say(w.progress, { done, total: of }), done / of),
		markup`<p>${uploaderEmail === null ? w.mayCloseHere : say(w.mayClose, { email: uploaderEmail })}</p>
`,
	];
	return {
		statusCode: 200,
		html: asPage({ title: w.progressTitle, language, body, reloadSeconds: interrupted ? 15 : 2 }),
	};
}

export interface RunningBatch extends Pick<ImportBatch, 'language' | 'progress' | 'uploaderEmail'> {
	/** True when nobody works on it now. */
	readonly interrupted: boolean;
}

/** What became of an import, with the rows that were rejected. */
export function resultPage(batch: ImportBatch, rejected: readonly ImportRow[], links: PageLinks): PageAnswer {
	const writer = writerOf(batch.language);
	const { title, told } = outcomeOf(writer, batch);
	const body = [
		markup`<p class="verdict ${batch.status === 'imported' ? 'good' : 'bad'}" role="status">${told}</p>
`,
		...(batch.status === 'imported' ? [countTable(writer, batch.counts)] : []),
		...rejectedSection(writer, batch, rejected, links),
		uploadLink(batch.language, links.door),
	];
	return {
		statusCode: 200,
		html: asPage({
			title: writer.labelled(title, batch.fileName),
			language: batch.language,
			body,
			wide: rejected.length > 0,
		}),
	};
}

/** The rows that were rejected, and how to get at all of them. */
function rejectedSection(
	writer: Writer,
	{ language, counts, status }: ImportBatch,
	rows: readonly ImportRow[],
	{ door, ticket }: PageLinks,
): Markup[] {
	const {
		say,
		words: { importPage: w },
	} = writer;
	const count = rejectedIn(counts);
	if (count === 0 || (status !== 'imported' && status !== 'refused')) return [];
	return [
		...(status === 'imported'
			? [
					markup`<p>${say(w.resultRejected, { count })}</p>
`,
				]
			: []),
		markup`<p><a class="button" href="${hrefOf({ door, ticket, lang: language, file: 'rejected' })}">${w.download}</a></p>
<p class="soft">${w.correct}</p>
`,
		problemTable(writer, rows),
		...(count > rows.length ? [markup`<p>${say(w.moreInWorkbook, { count: count - rows.length })}</p>`] : []),
	];
}

export const rejectedIn = ({ invoices, payments, customers }: ImportBatch['counts']): number =>
	invoices.rejected + payments.rejected + customers.rejected;

function outcomeOf({ say, words: { importPage: w } }: Writer, { status, counts, failure }: ImportBatch) {
	switch (status) {
		case 'imported':
			return { title: w.resultTitle, told: mainCount(say, w, counts) };
		case 'refused':
			return { title: w.resultNothingTitle, told: say(w.resultRefused, { count: rejectedIn(counts) }) };
		case 'undone':
			return { title: w.undoneTitle, told: w.undone };
		default:
			return { title: w.failedTitle, told: say(w.failed, { failure: failure ?? '' }) };
	}
}

/** What most people want to know, in one sentence. */
function mainCount(say: Writer['say'], w: Writer['words']['importPage'], counts: ImportBatch['counts']): string {
	const { invoices, payments, customers } = counts;
	if (total(invoices) > 0) return say(w.result, valuesOf(invoices));
	if (total(payments) > 0) return say(w.resultPayments, valuesOf(payments));
	return say(w.resultCustomers, valuesOf(customers));
}

type Count = ImportBatch['counts']['invoices'];
const total = ({ created, updated, unchanged, rejected }: Count) => created + updated + unchanged + rejected;
const valuesOf = ({ created, updated, unchanged }: Count) => ({ created, updated, unchanged });

/** What is new, changed, unchanged and rejected, for each kind that the file has. */
export function countTable({ words, number }: Writer, counts: ImportBatch['counts']): Markup {
	const { importPage: w } = words;
	const kinds = (['invoices', 'payments', 'customers'] as const).filter((kind) => total(counts[kind]) > 0);
	const [only] = kinds;
	if (kinds.length === 1 && only) {
		const count = counts[only];
		return figures(
			(['created', 'updated', 'unchanged', 'rejected'] as const).map((name) => ({
				label: w[name],
				value: number(count[name]),
			})),
		);
	}
	return table(
		[
			{ label: w.what },
			...(['created', 'updated', 'unchanged', 'rejected'] as const).map((name) => ({ label: w[name], numeric: true })),
		],
		kinds.map((kind) => [
			w.kinds[kind],
			...(['created', 'updated', 'unchanged', 'rejected'] as const).map((name) => number(counts[kind][name])),
		]),
	);
}

/** Rows with their problems, one line for each problem. */
export function problemTable(
	writer: Writer,
	rows: ReadonlyArray<Pick<ImportRow, 'sheetName' | 'rowNumber' | 'problems'>>,
): Markup {
	const { importPage: w } = writer.words;
	const lines = rows.flatMap(({ sheetName, rowNumber, problems }) =>
		problems.map((problem) => [sheetName, cellOf(problem, rowNumber), problem.value, describeProblem(writer, problem)]),
	);
	return table(
		[{ label: w.tab }, { label: w.cell }, { label: w.value }, { label: w.problem }],
		lines.slice(0, mostShown.problems * 2),
	);
}
