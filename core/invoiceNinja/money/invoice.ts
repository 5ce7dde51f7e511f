import { siteOf } from '../../kernel/domainName';
import { externalIdOf } from './change';
import type { ReadFrom } from './payment';
import type { InvoiceRow, LineRow } from './rows';

/** What an invoice of Invoice Ninja says of what is owed, in the words of the mirror. */
export interface ReadInvoice {
	readonly companyCode: string;
	readonly source: 'invoice_ninja';
	readonly externalId: string;
	readonly invoiceNumber: string;
	readonly status: 'draft' | 'open' | 'partial' | 'paid' | 'void' | 'refunded';
	readonly currency: string;
	readonly totalMinor: number;
	readonly balanceMinor: number;
	readonly partialMinor: number | null;
	readonly partialDueOn: string | null;
	readonly link: string | null;
	readonly recurringId: string | null;
	readonly issuedOn: string;
	readonly dueOn: string;
	readonly changedAt: string;
	readonly readAt: string;
}

const statuses = {
	draft: 'draft',
	sent: 'open',
	partial: 'partial',
	paid: 'paid',
	cancelled: 'void',
	// What was paid became a credit: nothing is owed.
	reversed: 'refunded',
} as const satisfies Record<InvoiceRow['status'], ReadInvoice['status']>;

/** Undefined for one that asks for less than nothing: it is a credit in the form of an invoice. */
export function invoiceOf(row: InvoiceRow, { companyCode, readAt }: ReadFrom): ReadInvoice | undefined {
	if (row.amountMinor < 0) return undefined;
	const status = row.isDeleted ? 'void' : statuses[row.status];
	const owes = status === 'open' || status === 'partial' || status === 'draft';
	const changedAt = row.updatedAt ?? row.createdAt ?? readAt;
	const issuedOn = row.date ?? changedAt.slice(0, 10);
	return {
		companyCode,
		source: 'invoice_ninja',
		externalId: externalIdOf(companyCode, row.id),
		// A draft may get its number only when it is sent.
		invoiceNumber: row.number || `draft ${row.id}`,
		status,
		currency: row.currency,
		totalMinor: row.amountMinor,
		balanceMinor: owes ? Math.min(Math.max(row.balanceMinor, 0), row.amountMinor) : 0,
		partialMinor: row.partialMinor > 0 ? row.partialMinor : null,
		partialDueOn: row.partialDueDate,
		link: row.invitations.map(({ link }) => link).find((link) => /^https?:\/\//.test(link)) ?? null,
		recurringId: row.recurringId || null,
		issuedOn,
		dueOn: row.dueDate ?? issuedOn,
		changedAt,
		readAt,
	};
}

/** What an invoice says of the service that it is for. */
export interface ServiceClues {
	/** What may be the reference of an order: custom values, those of the lines first. */
	readonly references: readonly string[];
	/** It may be one, too. The client may have written it, when it approved a quote. */
	readonly poNumber: string;
	/** The domains in custom values, in their normal form. */
	readonly domains: readonly string[];
	readonly lines: readonly LineClues[];
}

export interface LineClues {
	readonly productKey: string;
	/** The domains that the line states: in a custom value, or in its notes on a line of their own. */
	readonly domains: readonly string[];
	/** Whether one of them is in a custom value. */
	readonly inCustomValue: boolean;
	/** Whatever in its notes has the form of a domain: a domain of a service that is there already is meant. */
	readonly mentioned: readonly string[];
}

export function cluesOf(row: InvoiceRow): ServiceClues {
	const lines = row.lineItems.map((line) => ({ customs: customsOf(line), line }));
	const own = customsOf(row);
	return {
		references: unique([...lines.flatMap(({ customs }) => customs), ...own]),
		poNumber: row.poNumber,
		domains: unique([...lines.flatMap(({ customs }) => customs), ...own].flatMap(siteIn)),
		lines: lines.map(({ customs, line }) => lineClues(line, customs)),
	};
}

function lineClues({ productKey, notes }: LineRow, customs: readonly string[]): LineClues {
	const inCustoms = unique(customs.flatMap(siteIn));
	// `Domain: acme.example`, or the domain alone: a word with a point in a sentence is no domain that somebody orders.
	const stated = notes.split(/\r?\n/).flatMap((text) => siteIn(/(?:^|:\s*)(\S+)$/.exec(text.trim())?.[1] ?? ''));
	return {
		productKey,
		domains: inCustoms.length > 0 ? inCustoms : unique(stated.filter((_, index) => index < 100)),
		inCustomValue: inCustoms.length > 0,
		mentioned: unique(wordsOf(notes).flatMap(siteIn)),
	};
}

type Customs = Pick<LineRow, 'customValue1' | 'customValue2' | 'customValue3' | 'customValue4'>;

const customsOf = ({ customValue1, customValue2, customValue3, customValue4 }: Customs) =>
	[customValue1, customValue2, customValue3, customValue4].filter((text) => text !== '');

const wordsOf = (text: string) =>
	text.split(/[\s,;()"'<>]+/).filter((word) => word.includes('.') && !word.includes('@'));

function siteIn(text: string): string[] {
	const site = /[\s@]/.test(text.trim()) ? undefined : siteOf(text);
	return site === undefined ? [] : [site];
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
