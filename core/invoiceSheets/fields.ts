/** What a tab is for. `other` is read by nobody. */
export const sheetRoles = ['invoices', 'payments', 'customers', 'other'] as const;
export type SheetRole = (typeof sheetRoles)[number];
/** In the order in which they are read: an invoice needs its customer, and a payment its invoice. */
export const recordKinds = ['customers', 'invoices', 'payments'] as const satisfies readonly SheetRole[];
export type RecordKind = (typeof recordKinds)[number];

/** What a column of a tab of invoices may hold. A tab with lines has several rows for one invoice. */
export const invoiceFields = [
	'number',
	'issuedOn',
	'dueOn',
	'customerCode',
	'customerName',
	'customerEmail',
	'vatNumber',
	'currency',
	'net',
	'taxRate',
	'tax',
	'total',
	'paid',
	'balance',
	'status',
	'orderReference',
	'notes',
	'lineDescription',
	'lineQuantity',
	'lineUnitPrice',
	'lineTotal',
] as const;
export type InvoiceField = (typeof invoiceFields)[number];

export const paymentFields = [
	'number',
	'paidOn',
	'amount',
	'currency',
	'method',
	'reference',
	'customerCode',
	'customerName',
] as const;
export type PaymentField = (typeof paymentFields)[number];

export const customerFields = [
	'customerCode',
	'customerName',
	'customerEmail',
	'vatNumber',
	'language',
	'currency',
] as const;
export type CustomerField = (typeof customerFields)[number];

export type SheetField = InvoiceField | PaymentField | CustomerField;

export const fieldsOfRole = {
	invoices: invoiceFields,
	payments: paymentFields,
	customers: customerFields,
} as const satisfies Record<RecordKind, readonly SheetField[]>;
