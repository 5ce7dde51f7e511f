import { z } from 'zod';
import { money } from '../../kernel/money';
import { suspensionReasons } from '../../services';
import type { Language } from '../language';
import { button, facts, paragraph } from '../letter';
import { template } from '../template';
import { day, line, link, optional } from '../values';

type Reason = (typeof suspensionReasons)[number];

interface Words {
	subject(domain: string): string;
	intro(domain: string): string;
	why: Readonly<Record<Exclude<Reason, 'overdue' | 'manual'>, string>>;
	unpaid(invoiceNumber: string | undefined): string;
	payAndReturn: string;
	contact: string;
	domain: string;
	invoice: string;
	amountDue: string;
	keptUntil(day: string): string;
	pay: string;
}

const words: Readonly<Record<Language, Words>> = {
	en: {
		subject: (domain) => `Your hosting for ${domain} is suspended`,
		intro: (domain) =>
			`We have suspended your hosting for ${domain}. Your website and your mailboxes cannot be reached for now. Your data is kept.`,
		why: {
			abuse: 'The reason is a report of abuse that involves this service.',
			security: 'The reason is a security problem that we have to contain.',
			resource: 'The reason is that the service used more resources than its plan allows.',
		},
		unpaid: (invoice) =>
			invoice
				? `The reason is that invoice ${invoice} has not been paid.`
				: 'The reason is that an invoice has not been paid.',
		payAndReturn: 'As soon as your payment has arrived, we switch the service on again.',
		contact: 'Please contact us, so that we can solve this together.',
		domain: 'Domain',
		invoice: 'Invoice',
		amountDue: 'Amount due',
		keptUntil: (date) => `We keep your data until ${date}. After that day, the service is removed for good.`,
		pay: 'Pay now',
	},
	fr: {
		subject: (domain) => `Votre hébergement pour ${domain} est suspendu`,
		intro: (domain) =>
			`Nous avons suspendu votre hébergement pour ${domain}. Votre site et vos boîtes e-mail ne sont pas accessibles pour le moment. Vos données sont conservées.`,
		why: {
			abuse: 'Motif\u00a0: un abus lié à ce service nous a été signalé.',
			security: 'Motif\u00a0: un problème de sécurité que nous devons contenir.',
			resource: 'Motif\u00a0: le service a dépassé les ressources prévues par votre formule.',
		},
		unpaid: (invoice) =>
			invoice ? `Motif\u00a0: la facture ${invoice} reste impayée.` : 'Motif\u00a0: une facture reste impayée.',
		payAndReturn: 'Dès réception de votre paiement, nous rétablirons le service.',
		contact: 'Nous vous invitons à nous contacter afin que nous trouvions ensemble une solution.',
		domain: 'Domaine',
		invoice: 'Facture',
		amountDue: 'Montant dû',
		keptUntil: (date) =>
			`Nous conservons vos données jusqu’au ${date}. Passé cette date, le service sera définitivement supprimé.`,
		pay: 'Payer maintenant',
	},
	nl: {
		subject: (domain) => `Uw hosting voor ${domain} is opgeschort`,
		intro: (domain) =>
			`Wij hebben uw hosting voor ${domain} opgeschort. Uw website en uw mailboxen zijn voorlopig niet bereikbaar. Uw gegevens blijven bewaard.`,
		why: {
			abuse: 'De reden is een melding van misbruik van deze dienst.',
			security: 'De reden is een beveiligingsprobleem waarvan wij verdere verspreiding willen voorkomen.',
			resource: 'De reden is dat de dienst meer capaciteit heeft gebruikt dan uw pakket toelaat.',
		},
		unpaid: (invoice) =>
			invoice
				? `De reden is dat factuur ${invoice} nog niet is betaald.`
				: 'De reden is dat een factuur nog niet is betaald.',
		payAndReturn: 'Zodra wij uw betaling hebben ontvangen, schakelen wij de dienst weer in.',
		contact: 'Neem contact met ons op, dan zoeken wij samen naar een oplossing.',
		domain: 'Domein',
		invoice: 'Factuur',
		amountDue: 'Te betalen',
		keptUntil: (date) => `Wij bewaren uw gegevens tot en met ${date}. Daarna wordt de dienst definitief verwijderd.`,
		pay: 'Nu betalen',
	},
};

export const serviceSuspended = template({
	label: 'Service Suspended',
	data: {
		customerName: optional(line),
		domain: line,
		reason: z.enum(suspensionReasons),
		invoiceNumber: optional(line),
		/** Whole minor units of the currency. */
		amountDueMinor: optional(z.number().int().min(0)),
		currency: optional(z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR')),
		paymentUrl: optional(link),
		dataKeptUntil: optional(day),
	},
	words,
	write: (w, data, { greeting, day: written, money: amount }) => {
		const { domain, reason, amountDueMinor, currency, invoiceNumber, paymentUrl, dataKeptUntil } = data;
		const due = amountDueMinor && currency ? amount(money(amountDueMinor, currency)) : undefined;
		const overdue = reason === 'overdue';
		const why = overdue ? [w.unpaid(invoiceNumber)] : reason === 'manual' ? [] : [w.why[reason]];
		return {
			subject: w.subject(domain),
			preview: w.intro(domain),
			heading: w.subject(domain),
			to: 'customer',
			greeting: greeting(data.customerName),
			body: [
				...[w.intro(domain), ...why].map(paragraph),
				facts([w.domain, domain], [w.invoice, invoiceNumber], [w.amountDue, due]),
				paragraph(overdue ? w.payAndReturn : w.contact),
				...(paymentUrl ? [button(w.pay, paymentUrl)] : []),
				...(dataKeptUntil ? [paragraph(w.keptUntil(written(dataKeptUntil)))] : []),
			],
		};
	},
});
