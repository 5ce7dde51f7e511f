import { z } from 'zod';
import type { Language } from '../language';
import { button, paragraph } from '../letter';
import { template } from '../template';
import { line, link, optional } from '../values';

interface Words {
	subject(domain: string): string;
	intro(domain: string): string;
	thanks: string;
	patience: string;
	signIn: string;
}

const words: Readonly<Record<Language, Words>> = {
	en: {
		subject: (domain) => `Your hosting for ${domain} is active again`,
		intro: (domain) =>
			`We have switched your hosting for ${domain} on again. Your website and your mailboxes can be reached as before.`,
		thanks: 'Thank you for your payment.',
		patience: 'It may take a few minutes until everything responds.',
		signIn: 'Sign in',
	},
	fr: {
		subject: (domain) => `Votre hébergement pour ${domain} est de nouveau actif`,
		intro: (domain) =>
			`Nous avons rétabli votre hébergement pour ${domain}. Votre site et vos boîtes e-mail sont de nouveau accessibles.`,
		thanks: 'Nous vous remercions de votre paiement.',
		patience: 'Quelques minutes peuvent être nécessaires avant que tout réponde.',
		signIn: 'Se connecter',
	},
	nl: {
		subject: (domain) => `Uw hosting voor ${domain} is weer actief`,
		intro: (domain) =>
			`Wij hebben uw hosting voor ${domain} weer ingeschakeld. Uw website en uw mailboxen zijn weer bereikbaar.`,
		thanks: 'Hartelijk dank voor uw betaling.',
		patience: 'Het kan enkele minuten duren voordat alles reageert.',
		signIn: 'Inloggen',
	},
};

export const serviceReactivated = template({
	label: 'Service Reactivated',
	data: {
		customerName: optional(line),
		domain: line,
		paymentReceived: z.boolean().default(false),
		accountUrl: optional(link),
	},
	words,
	write: (w, { customerName, domain, paymentReceived, accountUrl }, { greeting }) => ({
		subject: w.subject(domain),
		preview: w.intro(domain),
		heading: w.subject(domain),
		to: 'customer',
		greeting: greeting(customerName),
		body: [
			...(paymentReceived ? [paragraph(w.thanks)] : []),
			paragraph(`${w.intro(domain)} ${w.patience}`),
			...(accountUrl ? [button(w.signIn, accountUrl)] : []),
		],
	}),
});
