import { z } from 'zod';
import { systemClock, type Clock } from '../kernel/clock';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

const owner = 'simulation:page';

const ticket = z.object({ language, until: z.iso.datetime() });
export type SimulationTicket = Readonly<z.infer<typeof ticket>>;

export interface SimulationLink {
	/** Whoever has the address can look at every customer's bills to come. */
	readonly url: string;
	readonly until: Date;
}

/**
 * Makes the address of the simulation's page. Nothing of it is stored.
 *
 * @param page the address at which the workflow answers.
 * @throws InputError when that is not an http or https address.
 */
export function makeSimulationLink(
	{ vault }: { readonly vault: Vault },
	page: string,
	{ language: chosen, hours }: { readonly language: Language; readonly hours: number },
	clock: Clock = systemClock,
): SimulationLink {
	const until = new Date(clock.now().getTime() + hours * 3_600_000);
	const sealed = sealTicket(vault, owner, { language: chosen, until: until.toISOString() });
	const url = linkTo(page, sealed, {
		field: 'simulationPage',
		example: 'https://n8n.example.com/webhook/msp/simulation',
	});
	return { url, until };
}

/** Opens a ticket, also one that is too old; undefined when this back office did not seal it. */
export const openSimulationTicket = (vault: Vault, sealed: string): SimulationTicket | undefined =>
	openTicket(vault, owner, ticket, sealed);
