import { InputError } from '../kernel/errors';
import { headOf, sameColumn } from './csv';
import type { NoteBook } from './notes';

interface Columns {
	readonly needed: readonly string[];
	readonly read: readonly string[];
	/** Of the importer, and without anything that could move. */
	readonly passedOver: readonly string[];
}

/** The columns of each file of the plugin's importer, and those that the pack reads beyond it. */
const columnsOf = {
	'clients.csv': {
		needed: ['Company'],
		read: [
			...['First Name', 'Last Name', 'Email Address', 'Address', 'Address 2', 'City', 'State', 'Zip', 'Country'],
			...['Telephone', 'Web Address', 'Notes'],
		],
		passedOver: [],
	},
	'invoices.csv': {
		needed: ['Invoice ID', 'Company', 'Invoice Date'],
		read: [
			...['Due Date', 'Description', 'Line Item Desc', 'Line Item Rate', 'Line Item Quantity', 'Line Item Percentage'],
			...[
				'Line Item Total',
				'Discount %',
				'Tax 1 %',
				'Tax 2 %',
				'Total',
				'Currency Code',
				'PO Number',
				'Terms',
				'Notes',
			],
			...['Status', 'Shipping', 'Deposit'],
		],
		passedOver: ['Tax Total', 'Line Item Type'],
	},
	'payments.csv': {
		needed: ['Invoice ID', 'Amount'],
		read: ['Payment ID', 'Date', 'Payment Method', 'Status', 'Transaction ID'],
		passedOver: [],
	},
} as const satisfies Record<string, Columns>;
export type CsvFileName = keyof typeof columnsOf;

/**
 * Looks at the first rows of all files at once: every missing column is named in one error, and every column that nothing
 * reads is noted.
 *
 * @throws InputError that names each file with the columns that it lacks.
 */
export function checkColumns(files: ReadonlyMap<CsvFileName, string>, notes: NoteBook): void {
	const heads = [...files].map(([file, text]) => ({ file, head: headOf(text, file) }));
	const lacking = heads.flatMap(({ file, head }) => {
		const missing = columnsOf[file].needed.filter((name) => !head.some((given) => sameColumn(given, name)));
		return missing.length === 0 ? [] : [{ file, missing }];
	});
	const [first, ...others] = lacking.map(({ file, missing }) => ({ file, complaint: noColumns(missing) }));
	if (first) {
		throw new InputError(
			first.file,
			[first.complaint, ...others.map(({ file, complaint }) => `${file} ${complaint}`)].join('; '),
			'Write the names of the columns in the first row, with commas between them, as the importer of Sprout Invoices has them.',
		);
	}
	for (const { file, head } of heads) noteUnread(file, head, notes);
}

const noColumns = (names: readonly string[]) =>
	`has no column${names.length > 1 ? 's' : ''} ${names.map((name) => `'${name}'`).join(', ')}`;

function noteUnread(file: CsvFileName, head: readonly string[], notes: NoteBook): void {
	const { needed, read, passedOver }: Columns = columnsOf[file];
	const known = [...needed, ...read];
	const free = known.filter((name) => !head.some((given) => sameColumn(given, name)));
	head.forEach((given, index) => {
		const name = given.trim();
		if (name === '') return;
		if (head.findIndex((other) => sameColumn(other, given)) < index) {
			notes.about('file', file).leftOut(name, 'is a column twice, and the first is read', 'Join the two columns.');
		} else if (![...known, ...passedOver].some((one) => sameColumn(one, given))) {
			const meant = free.find((one) => isLike(one, given));
			notes
				.about('file', file)
				.leftOut(
					name.slice(0, 60),
					'is a column that nothing reads, so that its values are not moved',
					meant === undefined
						? `Nothing to do, if you do not need it. Columns that could be read as well: ${free.join(', ') || 'none'}.`
						: `Name it '${meant}', if that is what it holds, and preview again.`,
				);
		}
	});
}

/** Whether one name is within the other, such as `E-mail` in `Email Address`. */
function isLike(one: string, other: string): boolean {
	const [long = '', short = ''] = [one, other].map(letters).sort((first, second) => second.length - first.length);
	return short.length > 2 && long.includes(short);
}

const letters = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
