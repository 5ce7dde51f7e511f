import { startStandin, type Standin } from '../shared';
import { answer } from './answer';
import { openMailer } from './mails';
import { defaultSwitches, initialState, type NinjaState, type PlayedCompany } from './state';

export interface InvoiceNinjaOptions {
	/** 0 chooses a free port. */
	readonly port: number;
	readonly stateFile?: string;
	/** PEM of its key and its certificate, for https. */
	readonly tls?: { readonly key: string; readonly cert: string };
	readonly companies: readonly PlayedCompany[];
	/** Where its mails go. Without it, they are only kept in the state. */
	readonly smtpPort?: number;
}

/**
 * Plays a self-hosted Invoice Ninja v5 on this machine: its resources with their arithmetic and books, its refusals and
 * quirks, and its webhooks. Sources: the code of 5.12 (https://github.com/invoiceninja/invoiceninja; each file names the
 * classes that it plays), and its specification 5.12.55.
 */
export async function startInvoiceNinja(options: InvoiceNinjaOptions): Promise<Standin<NinjaState>> {
	const { port, stateFile, tls, companies, smtpPort } = options;
	const mailer = openMailer(smtpPort);
	let url = '';
	const standin = await startStandin<NinjaState>({
		name: 'Invoice Ninja',
		port,
		...(stateFile !== undefined && { stateFile, gatherMs: 250 }),
		...(tls && { tls }),
		initial: () => initialState(companies),
		handle: async (request, state) => {
			const before = state.mails.length;
			const answered = await answer(request, state, url);
			await mailer.send(state, before);
			if (state.mails.length > 1_000) state.mails.splice(0, 500);
			return answered;
		},
	});
	url = standin.url;
	// A state of an older stand-in lacks what came since.
	Object.assign(standin.state(), { switches: { ...defaultSwitches, ...standin.state().switches } });
	return {
		...standin,
		close: async () => {
			mailer.close();
			await standin.close();
		},
	};
}
