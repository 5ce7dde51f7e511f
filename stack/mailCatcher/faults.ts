import { z } from 'zod';

/**
 * Something that goes wrong on purpose with a mail.
 *
 * `refuse`: an SMTP code instead of taking it. `drop_before` and `drop_after`: the connection is cut before or after the
 * mail is kept, and no answer to its data is given. `hold`: it is kept, and the answer waits until it is released.
 */
export const mailFault = z.object({
	kind: z.enum(['refuse', 'drop_before', 'drop_after', 'hold']),
	/** When it happens: at the sender or at a recipient, where only `refuse` makes sense, or at the data. */
	at: z.enum(['mail', 'rcpt', 'data']).default('data'),
	/** A regular expression on the recipients, or on the sender at `mail`; every mail where it is not given. */
	to: z.string().default(''),
	times: z.number().int().positive().default(1),
	/** For `refuse`: 4xx asks to come again, 5xx is for good. */
	code: z.number().int().min(400).max(599).default(451),
	message: z.string().default('Refused on purpose'),
});
export type MailFault = z.input<typeof mailFault>;
type PlannedFault = z.output<typeof mailFault>;

export interface MailFaults {
	add(fault: unknown): void;
	clear(): void;
	/** The fault that happens now; it is used up by one. */
	take(at: PlannedFault['at'], addresses: readonly string[]): PlannedFault | undefined;
	/** Waits until somebody releases. */
	hold(): Promise<void>;
	release(): void;
}

export function openMailFaults(): MailFaults {
	let planned: Array<{ readonly fault: PlannedFault; left: number }> = [];
	let held: Array<() => void> = [];
	return {
		add: (given) => {
			const fault = mailFault.parse(given);
			planned.push({ fault, left: fault.times });
		},
		clear: () => {
			planned = [];
		},
		take: (at, addresses) => {
			const found = planned.find(
				({ fault, left }) => left > 0 && fault.at === at && new RegExp(fault.to).test(addresses.join(' ')),
			);
			if (found) found.left -= 1;
			return found?.fault;
		},
		hold: async () => await new Promise<void>((resolve) => held.push(resolve)),
		release: () => {
			for (const resolve of held.splice(0)) resolve();
			held = [];
		},
	};
}
