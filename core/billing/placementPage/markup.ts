import type { Plan } from '../../catalog';
import { displayDomain } from '../../kernel/domainName';
import { unknownCurrency } from '../../kernel/money';
import { textLimits } from '../../kernel/textLimits';
import type { Writer } from '../../messages';
import { button, choiceField, form, markup, radioField, section, terms, textField, type Markup } from '../../pages';
import { emailOf } from '../buyer';
import type { PaymentFacts } from '../paymentFacts';
import type { Candidate } from './candidates';

/** What the page shows of a payment that nobody could place. */
export interface ShownPayment {
	readonly facts: PaymentFacts;
	/** Why nobody could. */
	readonly why: string;
	readonly candidates: readonly Candidate[];
	readonly plans: readonly Plan[];
	readonly mayCreate: boolean;
	readonly search: string;
	readonly ticket: string;
}

/** The value of the choice that makes a new customer: no code has a space. */
export const newCustomer = 'new customer';
export const longestName = 100;

/** The page: the payment, the buyer, a search, and the form that places it. */
export function placementMarkup(writer: Writer, shown: ShownPayment): Markup {
	const { placementPage: w } = writer.words;
	return markup`<p>${w.intro}</p>
${section(w.payment, [paymentTerms(writer, shown)])}
${section(w.buyer, [buyerTerms(writer, shown)])}
${section(w.whose, [searchForm(writer, shown), placementForm(writer, shown)])}`;
}

function paymentTerms({ words, money, moment }: Writer, { facts, why }: ShownPayment): Markup {
	const { placementPage: w } = words;
	const { amountMinor, currency, references: told } = facts;
	const amount = currency === unknownCurrency ? w.unknownAmount : money({ amountMinor, currency });
	return terms([
		[w.amount, amount],
		[w.provider, `${facts.provider} ${facts.paymentReference}`],
		[w.cameAt, moment(facts.receivedAt, 'UTC')],
		[w.order, told.order ?? told.invoice],
		[w.customer, told.customer],
		[w.plan, told.plan],
		[w.domain, told.domain === undefined ? undefined : displayDomain(told.domain)],
		[w.why, why],
	]);
}

function buyerTerms({ words: { placementPage: w } }: Writer, { facts }: ShownPayment): Markup {
	const { payer, references } = facts;
	const { line1, line2, postalCode, city, state, country } = payer.address ?? {};
	const address = [line1, line2, [postalCode, city].filter(Boolean).join(' '), state, country]
		.filter(Boolean)
		.join(', ');
	return terms([
		[w.name, payer.name],
		[w.email, payer.email],
		[w.address, address],
		[w.taxId, payer.taxId],
		[w.providerCustomer, references.providerCustomer],
	]);
}

/** It asks for the same page, and so changes nothing. */
function searchForm({ words: { placementPage: w } }: Writer, { ticket, search }: ShownPayment): Markup {
	return markup`<form method="get">
<input type="hidden" name="ticket" value="${ticket}">
${textField({ name: 'search', label: w.search, hint: w.searchHint, value: search, maxLength: textLimits.search })}<div class="actions">${button(w.find, { plain: true })}</div></form>
`;
}

function placementForm({ words }: Writer, { facts, candidates, plans, mayCreate, ticket }: ShownPayment): Markup {
	const { placementPage: w } = words;
	const known = candidates.map(({ customer, likeness }) => ({
		value: customer.customerCode,
		label: `${customer.customerCode} · ${customer.name}${customer.email === null ? '' : ` · ${customer.email}`} (${w.likeness[likeness]})`,
	}));
	const choices = [
		...known,
		...(mayCreate && emailOf(facts) !== undefined ? [{ value: newCustomer, label: w.makeNew }] : []),
	];
	if (choices.length === 0) return markup`<p>${mayCreate ? w.noMail : w.nobody}</p>`;
	// Nothing is chosen beforehand where there is a choice: a person has to say.
	const chosen = choices.length === 1 ? (choices[0]?.value ?? '') : '';
	const { plan = '', domain = '' } = facts.references;
	const offered = [
		...(plans.some(({ planCode }) => planCode === plan) ? [] : [{ value: '', label: w.choosePlan }]),
		...plans.map(({ planCode, name }) => ({ value: planCode, label: `${planCode} · ${name}` })),
	];
	return form({
		hidden: { ticket },
		body: [
			radioField({ name: 'customer', label: w.customerLabel, choices, chosen }),
			choiceField({ name: 'plan', label: w.plan, required: true, choices: offered, chosen: plan }),
			textField({ name: 'domain', label: w.domain, required: true, value: domain, maxLength: textLimits.domain }),
			textField({ name: 'by', label: w.yourName, required: true, autocomplete: 'name', maxLength: longestName }),
			button(w.place),
		],
	});
}
