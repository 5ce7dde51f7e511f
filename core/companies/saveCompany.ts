import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import {
	changeCompany,
	findCompany,
	insertCompany,
	type Company,
	type CompanyChange,
	type NewCompany,
} from './companies';

type Office = Pick<BackOffice, 'store'>;

/** @throws InputError when the code is taken. */
export async function createCompany({ store }: Office, company: NewCompany): Promise<Company> {
	return await store.asStaff(async (transaction) => {
		const made = await insertCompany(transaction, company);
		if (made) return withAudit(transaction, made, 'company.create', company);
		throw new InputError(
			'companyCode',
			`'${company.companyCode}' is taken`,
			'Choose another code, or update that company.',
			'conflict',
		);
	});
}

/**
 * Changes what the input holds; of a branding, the parts that it holds. The code may change until the first contact with
 * Invoice Ninja: from then on it is in the names of its payments and invoices, and under another code they would be recorded
 * once more.
 *
 * @throws InputError when there is no such company, or its code may not change any more.
 */
export async function updateCompany({ store }: Office, companyCode: string, change: CompanyChange): Promise<Company> {
	return await store.asStaff(async (transaction) => {
		if (change.companyCode !== undefined && change.companyCode !== companyCode) {
			const { invoiceNinjaId } = await getCompany(transaction, companyCode);
			if (invoiceNinjaId !== null) refuseNewCode(companyCode);
		}
		const changed = (await changeCompany(transaction, companyCode, change)) ?? unknownCompany(companyCode);
		return withAudit(transaction, changed, 'company.update', change);
	});
}

/** @throws InputError when there is no such company. */
export async function getCompany(transaction: Transaction, companyCode: string): Promise<Company> {
	return (await findCompany(transaction, companyCode)) ?? unknownCompany(companyCode);
}

/** What a first contact learns of a company in Invoice Ninja. */
export interface NinjaIdentity {
	readonly companyCode: string;
	/** The hashed ID of the company there. */
	readonly invoiceNinjaId: string;
	readonly invoiceNinjaUrl: string;
	/** What it is called there: the name of a company that the back office does not have yet. */
	readonly name?: string;
}

/**
 * Binds a company's code to its company in Invoice Ninja, at the first contact; adds the company when there is none of the
 * code. A repeat changes nothing.
 *
 * @throws InputError when the code is bound to another company of Invoice Ninja, or that one to another code.
 */
export async function bindCompany({ store }: Office, identity: NinjaIdentity): Promise<Company> {
	const { companyCode, invoiceNinjaId } = identity;
	const invoiceNinjaUrl = serverOf(identity.invoiceNinjaUrl);
	return await store.asStaff(async (transaction) => {
		const known =
			(await findCompany(transaction, companyCode)) ??
			(await insertCompany(transaction, { companyCode, name: identity.name?.trim() || companyCode })) ??
			(await getCompany(transaction, companyCode));
		if (known.invoiceNinjaId === invoiceNinjaId) return known;
		if (known.invoiceNinjaId !== null) {
			throw new InputError(
				'companyCode',
				`'${companyCode}' is bound to another company of Invoice Ninja`,
				'Give this credential a company code of its own, or correct the ID with MSP Customers → Company: Update.',
				'conflict',
			);
		}
		const bound = await changeCompany(transaction, companyCode, { invoiceNinjaId, invoiceNinjaUrl });
		return withAudit(transaction, bound ?? unknownCompany(companyCode), 'company.bind', { invoiceNinjaId });
	});
}

/** One server has one address, however somebody wrote it into a credential. */
function serverOf(address: string): string {
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}`;
}

function refuseNewCode(companyCode: string): never {
	throw new InputError(
		'newCompanyCode',
		`cannot be given: '${companyCode}' is bound to a company of Invoice Ninja, whose payments and invoices are recorded under it`,
		'Keep the code, and change the name of the company instead.',
		'conflict',
	);
}

function unknownCompany(companyCode: string): never {
	throw new InputError(
		'companyCode',
		`is unknown: no company has the code ${companyCode}`,
		'Take it from MSP Customers → Company: List.',
		'not_found',
	);
}

/** Writes the audit entry and returns the company. The entry names the fields of the input. */
function withAudit(transaction: Transaction, company: Company, action: string, input: CompanyChange): Company {
	const fields = Object.entries<unknown>({ ...input }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
	const { companyId, companyCode } = company;
	transaction.audit({
		customerId: null,
		action,
		subject: companyId,
		outcome: 'done',
		detail: { fields, companyCode },
		correlationId: '',
	});
	return company;
}
