import type { ImportBatch, Inspection } from '../../imports';
import { standardRules } from '../../imports';
import type { WorkbookUnderstanding } from '../../invoiceSheets';
import { writerOf, type Writer } from '../../messages';
import {
	asPage,
	button,
	form,
	list,
	markup,
	radioField,
	table,
	terms,
	type Markup,
	type PageAnswer,
} from '../../pages';
import { mostShown } from '../bounds';
import type { DeskOptions } from '../deskOptions';
import { describeQuestion } from '../describe';
import { shownDifference } from '../shownDifference';
import { actions } from './actions';
import { lookHash } from './lookHash';
import { sheetSection } from './lookSections';
import { countTable, problemTable } from './resultPage';

/** What the page of a waiting upload shows. */
export interface LookView {
	readonly batch: ImportBatch;
	readonly understanding: WorkbookUnderstanding;
	readonly inspection: Inspection;
	readonly options: DeskOptions;
	/** An import of the same file that was made before. */
	readonly earlier: ImportBatch | undefined;
	/** True when somebody confirmed what had not been shown. */
	readonly changed: boolean;
}

/** What was understood, what would happen, and how both can be changed. Looking at it changes nothing. */
export function lookPage(view: LookView): PageAnswer {
	const { batch, understanding, inspection, options } = view;
	const { language } = batch;
	const writer = writerOf(language);
	const { importPage: w } = writer.words;
	const body = [
		...(view.changed
			? [
					markup`<p class="verdict bad" role="alert">${w.changedNotice}</p>
`,
				]
			: []),
		markup`<p>${w.lookIntro}</p>
`,
		about(writer, view),
		questions(writer, understanding),
		form({
			hidden: { shown: lookHash(batch) },
			body: [
				wouldHappen(writer, inspection),
				...understanding.sheets.map((sheet) => sheetSection(writer, sheet, options.corrections[sheet.sheet])),
				...(understanding.sheets.length === 0
					? [
							markup`<p>${w.noTabs}</p>
`,
						]
					: []),
				problems(writer, inspection, understanding),
				differences(writer, inspection),
				rules(writer, inspection, options),
				markup`<p class="actions">${button(w.import, { name: 'action', value: actions.import })}${button(w.again, { name: 'action', value: actions.look, plain: true })}${button(w.drop, { name: 'action', value: actions.drop, plain: true })}</p>
`,
			],
		}),
	];
	return { statusCode: 200, html: asPage({ title: w.lookTitle, language, body, wide: true }) };
}

function about({ words: { importPage: w }, say, number, moment }: Writer, { batch, earlier }: LookView): Markup {
	const megabytes = batch.fileBytes / 1_048_576;
	const size = say(w.megabytes, { size: number(Math.max(0.01, Math.round(megabytes * 100) / 100)) });
	const told = terms([
		[w.fileFact, batch.fileName],
		[w.sizeFact, size],
	]);
	if (!earlier) return told;
	const before = { moment: moment(earlier.createdAt, 'UTC'), name: earlier.uploadedBy || earlier.actor };
	return markup`${told}<p class="verdict">${say(w.sameFile, before)}</p>
`;
}

function questions(writer: Writer, { questions: asked, sheets }: WorkbookUnderstanding): Markup {
	if (asked.length === 0) return markup``;
	return markup`<section class="verdict bad"><h2>${writer.words.importPage.questionsTitle}</h2>
${list(asked.map((question) => describeQuestion(writer, question, sheets)))}</section>
`;
}

function wouldHappen(writer: Writer, { counts, dueDaysAdded }: Inspection): Markup {
	const { importPage: w } = writer.words;
	const nothing = (['invoices', 'payments', 'customers'] as const).every((kind) =>
		Object.values(counts[kind]).every((count) => count === 0),
	);
	if (nothing) {
		return markup`<h2>${w.wouldHappen}</h2>
<p>${w.nothingToImport}</p>
`;
	}
	return markup`<h2>${w.wouldHappen}</h2>
${countTable(writer, counts)}${
		dueDaysAdded === 0
			? markup``
			: markup`<p class="soft">${writer.say(w.dueDays, { count: dueDaysAdded, days: standardRules.missingDueDays })}</p>
`
	}`;
}

function problems(writer: Writer, { problems: rows, counts }: Inspection, { sheets }: WorkbookUnderstanding): Markup {
	const { importPage: w } = writer.words;
	if (rows.length === 0) return markup``;
	const shown = rows.slice(0, mostShown.problems).map(({ sheet, rowNumber, problems: told }) => ({
		sheetName: sheets.find((one) => one.sheet === sheet)?.name ?? '',
		rowNumber,
		problems: told,
	}));
	const rejected = counts.invoices.rejected + counts.payments.rejected + counts.customers.rejected;
	const more = Math.max(rejected, rows.length) - shown.length;
	return markup`<h2>${writer.say(w.problemsTitle, { count: Math.max(rejected, rows.length) })}</h2>
${problemTable(writer, shown)}${more > 0 ? markup`<p class="soft">${writer.say(w.moreProblems, { count: more })}</p>` : markup``}`;
}

function differences(writer: Writer, { differences: changes }: Inspection): Markup {
	const { importPage: w } = writer.words;
	if (changes.length === 0) return markup``;
	const shown = changes.slice(0, mostShown.differences).map((change) => {
		const { field, before, after } = shownDifference(writer, change);
		return [change.number, field, before, after];
	});
	const more = changes.length - shown.length;
	return markup`<h2>${w.differencesTitle}</h2>
${table([{ label: w.number }, { label: w.field }, { label: w.before }, { label: w.after }], shown)}${more > 0 ? markup`<p class="soft">${writer.say(w.moreDifferences, { count: more })}</p>` : markup``}`;
}

/** Only what the file makes somebody decide. */
function rules(
	{ words: { importPage: w }, say }: Writer,
	{ newCustomers, lookAlikes, counts }: Inspection,
	{ rules: chosen }: DeskOptions,
): Markup {
	const rejected = counts.invoices.rejected + counts.payments.rejected + counts.customers.rejected;
	const rule = { ...standardRules, ...chosen };
	return markup`${
		newCustomers.length === 0 && rule.unknownCustomers === 'create'
			? markup``
			: radioField({
					name: 'unknownCustomers',
					label: w.unknownCustomers,
					chosen: rule.unknownCustomers,
					choices: [
						{ value: 'create', label: say(w.createCustomers, { count: newCustomers.length }) },
						{ value: 'reject', label: w.rejectCustomers },
					],
				})
	}${
		lookAlikes.length === 0 && rule.lookAlikes === 'ask'
			? markup``
			: radioField({
					name: 'lookAlikes',
					label: w.lookAlikes,
					chosen: rule.lookAlikes,
					choices: [
						{ value: 'ask', label: w.lookAlikesAsk },
						{ value: 'same', label: w.lookAlikesSame },
						{ value: 'different', label: w.lookAlikesDifferent },
					],
				})
	}${
		rejected === 0
			? markup``
			: radioField({
					name: 'onProblem',
					label: w.onProblem,
					chosen: rule.onProblem,
					choices: [
						{ value: 'import_rest', label: w.importRest },
						{ value: 'import_nothing', label: w.importNothing },
					],
				})
	}`;
}
