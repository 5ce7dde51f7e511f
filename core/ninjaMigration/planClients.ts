import type { NinjaStatics } from '../invoiceNinja';
import { grouped } from '../kernel/groups';
import { mailAddress } from '../kernel/mailAddress';
import type { SproutClient, SproutContact, SproutInvoice, SproutSite } from '../sprout';
import type { Differences } from './difference';
import { sproutKey, type PlannedRow, type PlanOptions } from './planned';

export type Reference = Pick<NinjaStatics, 'currencies' | 'countries' | 'payment_types'>;

/** A client that will be moved. */
export interface ClientPlan {
	readonly row: PlannedRow;
	readonly currency: string;
}

/** The clients by their source keys. */
export function planClients(
	site: SproutSite,
	reference: Reference,
	options: PlanOptions,
	differences: Differences,
): ReadonlyMap<string, ClientPlan> {
	const invoicesOf = grouped(site.invoices, ({ clientKey }) => clientKey);
	const planned = site.clients.flatMap((client) => {
		const plan = planClient(client, invoicesOf.get(client.key) ?? [], reference, options, differences);
		return plan ? [[client.key, plan] as const] : [];
	});
	return new Map(planned);
}

function planClient(
	client: SproutClient,
	invoices: readonly SproutInvoice[],
	reference: Reference,
	options: PlanOptions,
	differences: Differences,
): ClientPlan | undefined {
	const name = client.name || (client.contacts[0]?.email ?? `Client ${client.key}`);
	const about = { kind: 'client', key: name } as const;
	if (client.name === '') {
		differences.add({
			...about,
			field: 'name',
			ninja: name,
			why: 'has no name',
			remedy: 'Name it in Sprout Invoices.',
		});
	}
	const currency = client.currency || mostOf(invoices.map((invoice) => invoice.currency)) || options.currency;
	const currencyId = reference.currencies.find(({ code }) => code === currency)?.id;
	if (currencyId === undefined) {
		differences.add({
			...about,
			field: 'currency',
			sprout: currency,
			why: 'Invoice Ninja does not know the currency',
			remedy: 'Choose another currency for the client in Sprout Invoices.',
			leftOut: true,
		});
		return undefined;
	}
	const countryId = countryOf(client, reference);
	if (client.address.country !== '' && countryId === undefined) {
		differences.add({
			...about,
			field: 'country',
			sprout: client.address.country,
			why: 'Invoice Ninja does not know the country',
			remedy: 'Choose the country at Invoice Ninja afterwards.',
		});
	}
	const { street, city, zone, postalCode } = client.address;
	const body = {
		name: name.slice(0, 255),
		id_number: sproutKey(client.key),
		address1: street.replace(/\s+/g, ' ').slice(0, 255),
		...{ city, state: zone, postal_code: postalCode, phone: client.phone, website: client.website },
		...(countryId === undefined ? {} : { country_id: countryId }),
		...(client.notes === '' ? {} : { private_notes: client.notes }),
		settings: { currency_id: currencyId },
		contacts: contactsOf(client, name, differences),
	};
	return { row: { kind: 'client', sourceKey: client.key, label: name.slice(0, 200), plan: { body } }, currency };
}

function mostOf(words: readonly string[]): string {
	const counts = [...grouped(words.filter(Boolean), (word) => word)];
	return counts.sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? '';
}

function countryOf({ address }: SproutClient, { countries }: Reference): string | undefined {
	const wanted = address.country.toLowerCase();
	return countries.find(({ name, iso_3166_2: code }) => [name.toLowerCase(), code.toLowerCase()].includes(wanted))?.id;
}

/** Each address once: Invoice Ninja refuses a client with two of the same. */
function contactsOf(client: SproutClient, name: string, differences: Differences): object[] {
	const known = new Set<string>();
	const usable = (contact: SproutContact) => {
		const email = contact.email.toLowerCase();
		if (known.has(email)) return false;
		known.add(email);
		if (mailAddress.safeParse(contact.email).success) return true;
		differences.add({
			...{ kind: 'client', key: name, field: 'contacts', sprout: contact.email },
			why: 'is not a mail address',
			remedy: 'Add the contact at Invoice Ninja.',
		});
		return false;
	};
	return client.contacts
		.filter(usable)
		.map(({ email, firstName, lastName }) => ({ first_name: firstName, last_name: lastName, email }));
}
