import { isHeading, type PlayedInvoice, type PlayedItem, type PlayedSite } from './generate';

/** What PHP's serialize() writes of a text, a list of pairs or a number. */
export type Serialisable = string | number | ReadonlyArray<readonly [string | number, Serialisable]>;

export function serialise(value: Serialisable): string {
	if (typeof value === 'number') return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
	if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
	return `a:${value.length}:{${value.map(([key, held]) => serialise(key) + serialise(held)).join('')}}`;
}

const escaped: ReadonlyMap<string, string> = new Map([
	...[['\0', '0'] as const, ['\n', 'n'] as const, ['\r', 'r'] as const],
	...['\\', "'", '"'].map((sign) => [sign, sign] as const),
]);

/** As mysqldump writes a text. */
export const sqlText = (text: string): string =>
	`'${[...text].map((sign) => (escaped.has(sign) ? `\\${escaped.get(sign) ?? ''}` : sign)).join('')}'`;

interface Post {
	readonly id: number;
	readonly type: string;
	readonly status: string;
	readonly title: string;
	readonly date: string;
	readonly meta: ReadonlyArray<readonly [string, Serialisable]>;
}

const unix = (date: string) => String(Date.parse(`${date}T00:00:00Z`) / 1_000);

function postsOf(site: PlayedSite): Post[] {
	return [
		...site.clients.map((client): Post => ({
			...{ id: client.id, type: 'sa_client', status: 'publish', title: client.name, date: '2021-01-01 09:00:00' },
			meta: [
				[
					'_address',
					[
						['street', client.street],
						['city', client.city],
						['zone', ''],
						['postal_code', '4000'],
						['country', 'BE'],
					],
				],
				['_currency', 'EUR'],
				['_phone', '+32 4 000 00 00'],
				...client.users.map((id) => ['_associated_users', String(id)] as const),
			],
		})),
		...site.invoices.map(invoicePost),
		...site.payments.map((payment): Post => ({
			...{ id: payment.id, type: 'sa_payment', status: payment.status, title: `Payment #${payment.id}` },
			date: `${payment.date} 10:30:00`,
			meta: [
				['_amount', payment.amount],
				['_payment_invoice', String(payment.invoiceId)],
				['_payment_method', payment.method],
				['_trans_id', payment.reference],
			],
		})),
	];
}

/** A key that PHP takes for a number is one. */
const arrayKey = (key: string) => (/^\d+$/.test(key) ? Number(key) : key);
const fields = ({ rate, qty, desc, tax }: PlayedItem) =>
	[
		['rate', rate],
		['qty', qty],
		['desc', desc],
		['total', ''],
		['tax', tax],
	] as const;

function invoicePost(invoice: PlayedInvoice): Post {
	return {
		...{ id: invoice.id, type: 'sa_invoice', status: invoice.status, title: invoice.title },
		date: `${invoice.date} 08:15:00`,
		meta: [
			['_client_id', String(invoice.clientId)],
			['_invoice_id', invoice.number],
			['_due_date', unix(invoice.due)],
			['_doc_line_items', invoice.items.map((item) => [arrayKey(item.key), fields(item)] as const)],
			['_doc_discount', invoice.discount],
			['_doc_tax', invoice.tax1],
			['_doc_tax2', invoice.tax2],
			['_doc_shipping', invoice.shipping],
			[
				'_fees',
				invoice.fees.map(
					({ key, label, total }) =>
						[
							key,
							[
								['label', label],
								['total', total],
							],
						] as const,
				),
			],
			['_deposit', invoice.deposit],
			['_total', invoice.total],
			['_doc_currency', 'EUR'],
			['_doc_po_number', `PO ${invoice.id}`],
			['_doc_terms', '<p>Net 30</p>'],
		],
	};
}

const stored = (value: Serialisable) => (typeof value === 'string' ? value : serialise(value));

/** As `mysqldump wp_posts wp_postmeta wp_users wp_usermeta` writes it, the tables in its order. */
export function asSql(site: PlayedSite, prefix = 'wp_'): string {
	const posts = postsOf(site);
	let metaId = 0;
	const meta = posts.flatMap((post) =>
		post.meta.map(([key, value]) => `(${++metaId},${post.id},${sqlText(key)},${sqlText(stored(value))})`),
	);
	const rows = posts.map(
		({ id, type, status, title, date }) =>
			`(${id},1,'${date}','${date}','',${sqlText(title)},'','${status}','closed','closed','','x','','','${date}','${date}','',0,'http://x.example/?p=${id}',0,'${type}','',0)`,
	);
	const users = site.users.map(
		({ id, email }) => `(${id},'u${id}','hash','u${id}','${email}','','2021-01-01 00:00:00','',0,'U')`,
	);
	const userMeta = site.users.flatMap(({ id, first, last }) => [
		`(${id * 2},${id},'first_name',${sqlText(first)})`,
		`(${id * 2 + 1},${id},'last_name',${sqlText(last)})`,
	]);
	const insert = (table: string, values: readonly string[]) =>
		values.length === 0 ? '' : `INSERT INTO \`${prefix}${table}\` VALUES ${values.join(',')};\n`;
	return [
		'/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump\n/*!40101 SET NAMES utf8mb4 */;\n',
		`DROP TABLE IF EXISTS \`${prefix}options\`;\n${insert('options', [`(1,'note','it\\'s; a (trap)','yes')`])}`,
		insert('postmeta', meta),
		insert('posts', rows),
		insert('usermeta', userMeta),
		insert('users', users),
	].join('\n');
}

/** As a list of posts with their meta, the serialised values as they are in the database. */
export function asJson(site: PlayedSite): string {
	const posts = postsOf(site).map(({ id, type, status, title, date, meta }) => {
		const held: Record<string, string[]> = {};
		for (const [key, value] of meta) (held[key] ??= []).push(stored(value));
		return { ID: id, post_type: type, post_status: status, post_title: title, post_date: date, meta: held };
	});
	const users = site.users.map(({ id, email, first, last }) => ({
		...{ ID: id, user_email: email, first_name: first, last_name: last },
	}));
	return JSON.stringify({ posts, users });
}

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (head: readonly string[], rows: ReadonlyArray<readonly string[]>) =>
	[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
const american = (date: string) => {
	const [year, month, day] = date.split('-');
	return [Number(month), Number(day), year].join('/');
};

/** As the plugin's own importer reads it, with columns for what it forgets. Headings have no place there. */
export function asCsv(site: PlayedSite): Record<'clients.csv' | 'invoices.csv' | 'payments.csv', string> {
	const nameOf = new Map(site.clients.map(({ id, name }) => [id, name]));
	const people = new Map(site.users.map((user) => [user.id, user]));
	const numberOf = new Map(site.invoices.map(({ id, number }) => [id, number]));
	const clients = site.clients.map((client) => {
		const person = people.get(client.users[0] ?? 0);
		const contact = [person?.first ?? '', person?.last ?? '', person?.email ?? ''];
		return [...contact, client.name, client.street, '', client.city, '', '4000', 'BE', '+32 4 000 00 00', '', ''];
	});
	const invoices = site.invoices.map((invoice) => {
		const items = invoice.items.filter((item) => !isHeading(item, invoice.items));
		const all = (pick: (item: PlayedItem) => string) => items.map(pick).join(',');
		return [
			...[
				invoice.number,
				invoice.title,
				nameOf.get(invoice.clientId) ?? '',
				american(invoice.date),
				american(invoice.due),
			],
			...[invoice.discount, invoice.tax1, invoice.tax2, '', invoice.total, 'EUR', `PO ${invoice.id}`, '', 'Net 30'],
			...[
				all(({ desc }) => desc),
				all(({ rate }) => rate),
				all(({ qty }) => qty),
				all(({ tax }) => tax || '0'),
				'',
				'',
			],
			...[invoice.status, invoice.shipping, invoice.deposit],
		];
	});
	const payments = site.payments.map((payment) => [
		...[String(payment.id), american(payment.date), payment.amount, numberOf.get(payment.invoiceId) ?? ''],
		...[payment.method, payment.status, payment.reference],
	]);
	return {
		'clients.csv': csv(
			[
				'First Name',
				'Last Name',
				'Email Address',
				'Company',
				'Address',
				'Address 2',
				'City',
				'State',
				'Zip',
				'Country',
				'Telephone',
				'Web Address',
				'Notes',
			],
			clients,
		),
		'invoices.csv': csv(
			[
				'Invoice ID',
				'Description',
				'Company',
				'Invoice Date',
				'Due Date',
				'Discount %',
				'Tax 1 %',
				'Tax 2 %',
				'Tax Total',
				'Total',
				'Currency Code',
				'PO Number',
				'Notes',
				'Terms',
				'Line Item Desc',
				'Line Item Rate',
				'Line Item Quantity',
				'Line Item Percentage',
				'Line Item Total',
				'Line Item Type',
				'Status',
				'Shipping',
				'Deposit',
			],
			invoices,
		),
		'payments.csv': csv(
			['Payment ID', 'Date', 'Amount', 'Invoice ID', 'Payment Method', 'Status', 'Transaction ID'],
			payments,
		),
	};
}

export const fileOf = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });
