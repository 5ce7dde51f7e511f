import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { see, send } from '../../../stack/parts/clerk';
import type { Road } from './road';

const listed = z.array(z.looseObject({ id: z.string(), to: z.array(z.string()), subject: z.string() }));
const mail = z.looseObject({ subject: z.string(), text: z.string() });
export type CaughtMail = z.infer<typeof mail>;

/**
 * A buyer fills in the form of workflow 15, pays on the page to which it leads, and waits for the mail.
 *
 * @throws Error with the page on which the buyer got stuck.
 */
export async function buyStarter(road: Road, domain: string): Promise<CaughtMail> {
	const email = `buyer@${domain}`;
	const form = new FormData();
	const answers = ['Starter – €9.90 a month', domain, 'First Buyer', email, 'English'];
	answers.forEach((answer, at) => form.set(`field-${at}`, answer));
	const page = await send(`${road.addresses.n8n}/form/order`, form);
	const { formWaitingUrl } = z.object({ formWaitingUrl: z.string() }).parse(JSON.parse(page.html));
	const address = await leadsTo(formWaitingUrl, road.addresses.stripe);
	const paid = await send(address, {});
	if (paid.status !== 200) throw new Error(`Stripe's page answers ${paid.status}: ${paid.lines.join(' · ')}`);
	return await mailTo(road, email, domain);
}

/** As the form's own script does: it asks how the run is, and looks at its next page when there is one. */
async function leadsTo(waiting: string, start: string): Promise<string> {
	let status = '';
	for (let left = 240; left > 0; left--) {
		status = (await see(`${waiting}/n8n-execution-status`)).html;
		if (status === 'form-waiting') break;
		await wait(250);
	}
	const { html, lines } = await see(waiting);
	const found = html.split("'").find((part) => part.startsWith(`${start}/pay/`));
	if (found !== undefined) return found;
	throw new Error(`The form leads to no page of Stripe. Its run is ${status}: ${lines.join(' · ')}`);
}

/** Waits for a mail to this address that names something. */
export async function mailTo({ addresses }: Road, address: string, naming: string): Promise<CaughtMail> {
	let all: z.infer<typeof listed> = [];
	for (let left = 500; left > 0; left--) {
		all = listed.parse(await (await fetch(`${addresses.mails}/messages`)).json());
		for (const { id } of all.filter(({ to }) => to.includes(address))) {
			const found = mail.parse(await (await fetch(`${addresses.mails}/messages/${id}`)).json());
			if (`${found.subject} ${found.text}`.includes(naming)) return found;
		}
		await wait(250);
	}
	const others = all.map(({ to, subject }) => `${to.join(', ')}: ${subject}`).join('\n');
	throw new Error(`No mail to ${address} names ${naming}. The mails:\n${others}`);
}
