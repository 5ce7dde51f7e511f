import { entity, type EntityPath } from './entities';
import { keyOf, nextId, type HeldCompany, type NinjaState, type Row } from './state';
import { lineItem } from './rows/billing';
import { now, num, text, truth, isValues, values, valuesList, type Values } from './values';

/** What a request works with: the server, its company, and the events that it causes. */
export interface Call {
	readonly state: NinjaState;
	readonly company: HeldCompany;
	/** The address of the stand-in, for links. */
	readonly url: string;
	readonly method: string;
	readonly query: URLSearchParams;
	readonly body: Values;
	readonly fired: Array<{ readonly event: number; readonly path: EntityPath; readonly id: string }>;
}

export function rowsOf(company: HeldCompany, path: EntityPath): Record<string, Row> {
	return (company.rows[path] ??= {});
}

/** Returns the row, deleted and archived ones too. */
export function find(company: HeldCompany, path: EntityPath, id: unknown): Row | undefined {
	const rows = rowsOf(company, path);
	const key = text(id);
	return Object.hasOwn(rows, key) ? rows[key] : undefined;
}

export function all(company: HeldCompany, path: EntityPath): Row[] {
	return Object.values(rowsOf(company, path));
}

/** A row of a transaction that is still open is not there for others yet. */
export function isReadable({ switches, fresh }: NinjaState, row: Row): boolean {
	const made = fresh[row.id];
	return made === undefined || Date.now() - made >= switches.readableAfterMs;
}

export function fire(call: Call, event: number, path: EntityPath, row: Row): void {
	if (event > 0) call.fired.push({ event, path, id: row.id });
}

/** A change that is seen from outside has its second in `updated_at`. */
export function touch(row: Row): void {
	row.updated_at = now();
}

/** Makes a row with the entity's first values. It is in the store at once. */
export function insert(call: Call, path: EntityPath, first: Values = {}): Row {
	const at = now();
	const id = nextId(call.state);
	const { defaults } = entity(path);
	const row: Row = {
		...structuredClone(defaults),
		...('user_id' in defaults && { user_id: call.company.userId }),
		...first,
		id,
		created_at: at,
		updated_at: at,
		archived_at: 0,
		is_deleted: false,
	};
	rowsOf(call.company, path)[id] = row;
	if (call.state.switches.readableAfterMs > 0) call.state.fresh[id] = Date.now();
	return row;
}

/** Sets what the body names and the entity lets be set, in the types of the entity. */
export function fill(row: Row, path: EntityPath, body: Values): void {
	const { defaults, locked } = entity(path);
	for (const [name, first] of Object.entries(defaults)) {
		if (!Object.hasOwn(body, name) || locked.includes(name)) continue;
		row[name] = name === 'line_items' ? linesOf(body[name]) : cast(first, body[name]);
	}
}

/** As Laravel's casts do: the type of the first value decides. */
function cast(first: unknown, given: unknown): unknown {
	if (typeof first === 'number') return num(given);
	if (typeof first === 'boolean') return truth(given);
	if (typeof first === 'string') return text(given);
	if (Array.isArray(first)) return Array.isArray(given) || isValues(given) ? given : [];
	return values(given);
}

/** Lines with all fields. Fee lines that a client sends (types 3 and 4) are cleaned out (app/Utils/Traits/CleanLineItems.php). */
export function linesOf(given: unknown): Values[] {
	return valuesList(given)
		.filter(({ type_id }) => !['3', '4'].includes(text(type_id)))
		.map((line) =>
			Object.fromEntries(
				Object.entries({ ...lineItem, ...line }).map(([name, value]) => [
					name,
					Object.hasOwn(lineItem, name) ? cast(lineItem[name as keyof typeof lineItem], value) : value,
				]),
			),
		);
}

/** Invitations: one for each contact that wants mail, or for those that the body names. */
export function invite(call: Call, path: EntityPath, row: Row, contacts: readonly string[]): void {
	const kept = valuesList(row.invitations);
	const kind = path === 'purchase_orders' ? 'vendor_contact_id' : 'client_contact_id';
	row.invitations = contacts.map((contact) => {
		const known = kept.find((one) => text(one[kind]) === contact);
		if (known) return known;
		const id = nextId(call.state);
		const key = keyOf(`${row.id} ${contact} ${id}`);
		const at = now();
		return {
			id,
			[kind]: contact,
			key,
			link: `${call.url}/client/${entity(path).model.toLowerCase()}/${key}`,
			sent_date: '',
			viewed_date: '',
			opened_date: '',
			updated_at: at,
			archived_at: 0,
			created_at: at,
			email_status: '',
			email_error: '',
			message_id: '',
		};
	});
}

/** The settings of a client: its own, then its group's, then the company's (app/Models/Client.php, getSetting). */
export function setting(company: HeldCompany, client: Row | undefined, name: string): unknown {
	const group = client && find(company, 'group_settings', client.group_settings_id);
	for (const level of [values(client?.settings), values(group?.settings), company.settings]) {
		const value = level[name];
		if (value !== undefined && value !== null && value !== '') return value;
	}
	return undefined;
}
