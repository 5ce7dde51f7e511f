import { entity, type EntityPath } from './entities';
import type { Row } from './state';
import { all, setting, type Call } from './store';
import { num, text, truth } from './values';

/**
 * Gives the next number, by the company's (or the client's) template and counter
 * (app/Utils/Traits/GeneratesCounter.php). A number that is taken is stepped over.
 */
export function nextNumber(call: Call, path: EntityPath, client: Row | undefined): string {
	const kind = entity(path).counter;
	if (!kind) return '';
	const { company } = call;
	const shared = path === 'quotes' && truth(company.settings.shared_invoice_quote_counter);
	const counted = shared ? 'invoice' : kind;
	const taken = new Set(all(company, path).map(({ number }) => number));
	for (;;) {
		const counter = company.counters[counted] ?? (num(company.settings[`${counted}_number_counter`]) || 1);
		company.counters[counted] = counter + 1;
		const padded = String(counter).padStart(num(setting(company, client, 'counter_padding')), '0');
		const plain = path === 'recurring_invoices' ? `${prefix(call)}${padded}` : padded;
		const pattern = text(setting(company, client, `${kind}_number_pattern`));
		const number = pattern === '' ? plain : fromPattern(pattern, padded, client);
		if (!taken.has(number)) return number;
	}
}

function prefix({ company }: Call): string {
	return text(company.settings.recurring_number_prefix ?? 'R');
}

/** The placeholders of a template (applyNumberPattern in the same file), those that need no counter of their own. */
function fromPattern(pattern: string, counter: string, client: Row | undefined): string {
	const at = new Date().toISOString();
	const filled: Readonly<Record<string, string>> = {
		'{$counter}': counter,
		'{$year}': at.slice(0, 4),
		'{$client_number}': text(client?.number),
		'{$client_id_number}': text(client?.id_number),
		'{$client_custom1}': text(client?.custom_value1),
		'{$date:Y}': at.slice(0, 4),
		'{$date:y}': at.slice(2, 4),
		'{$date:m}': at.slice(5, 7),
		'{$date:d}': at.slice(8, 10),
		'{$date:Y-m-d}': at.slice(0, 10),
	};
	const text1 = Object.entries(filled).reduce((done, [name, value]) => done.replaceAll(name, value), pattern);
	return pattern.includes('{$counter}') ? text1 : `${text1}${counter}`;
}

/** Numbers are given when saved or only when sent, by a setting (ApplyNumber.php). */
export function applyNumber(call: Call, path: EntityPath, row: Row, client: Row | undefined): void {
	if (text(row.number) !== '' || !entity(path).counter) return;
	const rule = path === 'quotes' ? 'quote_number_applied' : 'counter_number_applied';
	const when = path === 'invoices' || path === 'quotes' ? text(setting(call.company, client, rule)) : 'when_saved';
	const status = text(row.status_id);
	if (when === 'when_sent' && status === '1') return;
	if (when === 'when_paid' && status !== '4') return;
	row.number = nextNumber(call, path, client);
}
