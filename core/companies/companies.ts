import { z } from 'zod';
import { assignments, json, search, type ColumnKind, type Transaction } from '../db';

/** How mails and reports to the customers of a company look, where the customer's own branding says nothing. */
const branding = z.record(z.string(), z.string());

const companyRow = z.object({
	companyId: z.uuid(),
	companyCode: z.string(),
	name: z.string(),
	branding,
	/** The ID of its company in Invoice Ninja, which its first contact binds to the code. */
	invoiceNinjaId: z.string().nullable(),
	invoiceNinjaUrl: z.string().nullable(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
/** A company that the back office works for. */
export type Company = Readonly<z.infer<typeof companyRow>>;

const columns = '*, id as company_id';

/** What may change about a company; what is left out stays as it is. */
export type CompanyChange = Partial<Omit<Company, 'companyId' | 'createdAt' | 'updatedAt'>>;
export type NewCompany = Pick<Company, 'companyCode' | 'name'> & CompanyChange;

const changeable = {
	companyCode: 'value',
	name: 'value',
	// Of a branding, the parts that the change holds.
	branding: { column: 'branding', sql: (parameter) => `branding || ${parameter}::jsonb` },
	invoiceNinjaId: 'value',
	invoiceNinjaUrl: 'value',
} as const satisfies Record<keyof CompanyChange, ColumnKind>;

/** Adds a company; undefined when the code is taken. */
export async function insertCompany(transaction: Transaction, company: NewCompany): Promise<Company | undefined> {
	const made = await transaction.run(
		`insert into msp.company (company_code, name) values ($1, $2) on conflict (company_code) do nothing`,
		[company.companyCode, company.name],
	);
	return made > 0 ? await changeCompany(transaction, company.companyCode, company) : undefined;
}

/** Changes a company; undefined when there is none. */
export async function changeCompany(
	transaction: Transaction,
	companyCode: string,
	{ branding: parts, ...change }: CompanyChange,
): Promise<Company | undefined> {
	const held = { ...change, ...(parts && { branding: json(parts) }) };
	const { sql, values } = assignments(held, changeable, [companyCode]);
	return await transaction.row(
		companyRow,
		`update msp.company set ${sql} where company_code = $1 returning ${columns}`,
		values,
	);
}

export async function findCompany(transaction: Transaction, companyCode: string): Promise<Company | undefined> {
	return await transaction.row(companyRow, `select ${columns} from msp.company where company_code = $1`, [companyCode]);
}

export interface CompanyFilter {
	/** In the code or the name. */
	readonly search?: string;
	readonly limit: number | null;
}

/** By code. */
export async function listCompanies(transaction: Transaction, filter: CompanyFilter): Promise<Company[]> {
	return await transaction.rows(
		companyRow,
		`select ${columns} from msp.company where ${search('$1', 'company_code', 'name')} order by company_code limit $2`,
		[filter.search ?? null, filter.limit],
	);
}
