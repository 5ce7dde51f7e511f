import { ExternalError, InputError, type ErrorClass } from '../kernel/errors';
import type { ToldLimits } from '../kernel/hostingLimits';
import type { Account, ControlPanel } from '../panels';
import type { KnownPackages } from './difference';

/** Why a server could not be read to its end, in its own words. */
export interface ReadFailure {
	readonly errorClass: ErrorClass;
	readonly vendorMessage: string;
	readonly remedy: string;
}

/** The failure that an error of a panel means; undefined for any other error. */
export function readFailure(error: unknown): ReadFailure | undefined {
	if (error instanceof ExternalError) {
		const { errorClass, vendorMessage, remedy } = error;
		return { errorClass, vendorMessage, remedy };
	}
	if (error instanceof InputError) return { errorClass: 'invalid', vendorMessage: error.message, remedy: error.remedy };
	return undefined;
}

/** Yields the accounts as they come. It returns an error of the panel instead of throwing it. */
export async function* readAccounts(
	panel: Pick<ControlPanel, 'listAccounts'>,
): AsyncGenerator<Account, ReadFailure | undefined> {
	try {
		yield* panel.listAccounts();
		return undefined;
	} catch (error) {
		const failure = readFailure(error);
		if (!failure) throw error;
		return failure;
	}
}

/**
 * The packages by name, with their limits; undefined when the log-in may not list them.
 *
 * @throws ExternalError for any other failure of the panel.
 */
export async function readPackages(panel: Pick<ControlPanel, 'listPackages'>): Promise<KnownPackages> {
	try {
		return new Map((await panel.listPackages()).map(({ name, ...limits }) => [name, limits satisfies ToldLimits]));
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'permission') return undefined;
		throw error;
	}
}
