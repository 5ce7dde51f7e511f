import { z } from 'zod';
import { textLimits } from '../../kernel/textLimits';
import { catalogues } from '../catalogues';
import { field, maybe } from '../dataField';
import { button, facts, heading, paragraph } from '../letter';
import { template } from '../template';
import { jsonOf, keyOf, line, lines, link, optional } from '../values';
import type { Writer } from '../writer';

/** A person reads so many problems in a mail; the rest is on the page. */
export const mostProblems = 20;

const count = z.number().int().min(0);
const counts = z.object({ created: count, updated: count, unchanged: count, rejected: count });

/** What a report of an import says. */
const importReportData = z.object({
	fileName: line,
	status: z.enum(['imported', 'refused', 'failed']),
	/** Only the kinds that the file has. */
	counts: z.partialRecord(keyOf(catalogues.en.importPage.kinds), counts),
	failure: lines.nullable(),
	problems: z
		.array(
			z.object({
				tab: line,
				row: count,
				value: z.string().max(textLimits.line),
				problem: lines,
			}),
		)
		.max(mostProblems),
});
export type ImportReportData = z.input<typeof importReportData>;
type Report = z.output<typeof importReportData>;

export const importReport = template({
	label: 'Import Report',
	to: 'staff',
	data: {
		result: field('Result', jsonOf(importReportData), {
			control: 'json',
			placeholder: 'e.g. {{ $json.result }}',
			description: 'What the import did, as Invoice Import gives it in its summary',
		}),
		resultUrl: maybe(
			field('Result URL', link, {
				placeholder: 'e.g. {{ $json.resultUrl }}',
				description: 'Where the result can be seen, and the rejected rows downloaded',
			}),
		),
		uploadedBy: field('Uploaded By', optional(line), { description: 'Whom the mail greets' }),
	},
	write: ({ result: report, resultUrl, uploadedBy }, writer) => {
		const { say, words, greeting } = writer;
		const { importReport: w } = words;
		const { fileName, status, failure, problems } = report;
		const intro = say(status === 'imported' ? w.intro : w.introNothing, { fileName });
		const subject =
			status === 'imported'
				? say(w.subject, { fileName, result: resultOf(writer, report) })
				: say(w.subjectFailed, { fileName });
		return {
			subject,
			preview: intro,
			heading: subject,
			...(status === 'imported' ? {} : { accent: '#dc2626' }),
			...(uploadedBy === undefined ? {} : { greeting: greeting(uploadedBy) }),
			body: [
				paragraph(intro),
				facts(
					...(['invoices', 'payments', 'customers'] as const).map(
						(kind) => [w[kind], report.counts[kind] && say(w.counts, report.counts[kind])] as const,
					),
					[w.failure, failure ?? undefined],
				),
				...(problems.length === 0
					? []
					: [
							heading(w.problems),
							// Not a table: a phone has no room for three columns of sentences.
							facts(
								...problems.map(
									({ tab, row, value, problem }) =>
										[say(w.where, { tab, row }), value === '' ? [problem] : [value, problem]] as const,
								),
							),
						]),
				...(resultUrl === undefined
					? []
					: [...(problems.length === 0 ? [] : [paragraph(w.lookHint)]), button(w.look, resultUrl)]),
			],
		};
	},
});

/** What most readers want to know, in one line. */
function resultOf({ say, words: { importPage: w } }: Writer, { counts: told }: Report): string {
	if (told.invoices) return say(w.result, told.invoices);
	if (told.payments) return say(w.resultPayments, told.payments);
	return say(w.resultCustomers, told.customers ?? { created: 0, updated: 0, unchanged: 0 });
}
