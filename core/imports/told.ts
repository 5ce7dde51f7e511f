/** What decides the balance and the status of an invoice: SQL expressions. */
export interface ToldParts {
	readonly total: string;
	readonly saidStatus: string;
	readonly saidBalance: string;
	readonly saidPaid: string;
	readonly oldTotal: string;
	readonly oldStatus: string;
	readonly oldBalance: string;
	/** How many payments of spreadsheets the invoice has in the end, and what they pay. */
	readonly payments: string;
	readonly paidByThem: string;
	/** What this import adds to that. */
	readonly added: string;
}

const closed = `('draft', 'void', 'refunded', 'uncollectible')`;

/**
 * The balance and the status that a spreadsheet tells. A balance that it says wins, then what it says was paid, then its
 * payments. An invoice that is there keeps what was told of it, less what the file adds to its payments: a sheet that says
 * nothing of money opens nothing again. Then the status decides: what is paid has no balance, anything else all of it.
 */
export function toldSql(of: ToldParts): { readonly balance: string; readonly status: string } {
	const kept = `(${of.saidStatus} is null and ${of.oldStatus} in ${closed})`;
	const status = `case when ${kept} then ${of.oldStatus} else ${of.saidStatus} end`;
	const follows = `(${of.oldStatus} in ('open', 'partial', 'paid')
		and (${of.payments} > 0 or ${of.saidStatus} is null or ${of.saidStatus} in ${closed}))`;
	const balance = `greatest(0, least(${of.total}, case when ${status} in ('void', 'refunded') then 0 else coalesce(
		${of.saidBalance}, ${of.total} - ${of.saidPaid},
		case when ${follows} then ${of.oldBalance} + (${of.total} - ${of.oldTotal}) - ${of.added} end,
		case when ${of.payments} > 0 then ${of.total} - ${of.paidByThem} end,
		case when ${of.saidStatus} = 'paid' then 0 end,
		${of.total}) end))`;
	const statusOf = (amount: string) => `case when ${status} in ${closed} then ${status}
		when ${amount} = 0 then 'paid' when ${amount} = ${of.total} then 'open' else 'partial' end`;
	return { balance, status: statusOf(balance) };
}
