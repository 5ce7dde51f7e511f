import { contact as blank } from './rows/people';
import { keyOf, nextId, type Row } from './state';
import type { Call } from './store';
import { now, text, truth, valuesList, type Values } from './values';

/**
 * The contacts of a client or a vendor (app/Repositories/ClientContactRepository.php): those that the body names by id
 * stay, the others go, and there is always one.
 */
export function saveContacts(call: Call, owner: Row, given: unknown): void {
	const named = valuesList(given);
	const known = valuesList(owner.contacts);
	if (!Array.isArray(given) && known.length > 0) return;
	const wanted = named.length > 0 ? named : [{}];
	owner.contacts = wanted.map((one, index) => saveContact(call, known, one, index === 0));
}

function saveContact(call: Call, known: readonly Values[], given: Values, isFirst: boolean): Values {
	const at = now();
	const kept = known.find(({ id }) => text(given.id) !== '' && id === given.id);
	const id = text(kept?.id) || nextId(call.state);
	const key = text(kept?.contact_key) || keyOf(`contact ${id}`);
	const values = Object.fromEntries(
		Object.entries(blank).map(([name, first]) => {
			const value = given[name] ?? kept?.[name] ?? first;
			return [name, typeof first === 'boolean' ? truth(value) : typeof first === 'number' ? first : text(value)];
		}),
	);
	return {
		...values,
		id,
		is_primary: isFirst,
		// A password never comes back as it was given (ClientContactTransformer.php).
		password: text(values.password) === '' ? '' : '**********',
		contact_key: key,
		link: `${call.url}/client/key_login/${key}`,
		created_at: kept?.created_at ?? at,
		updated_at: at,
		archived_at: 0,
	};
}
