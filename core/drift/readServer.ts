import { InputError, ExternalError, type ErrorClass } from '../kernel/errors';
import type { Account, ControlPanel } from '../panels';
import type { KnownPackages } from './difference';
import type { ToldLimits } from '../kernel/hostingLimits';

/** Why a server could not be read, or not to its end: in its own words. */
export interface ReadFailure {
	readonly errorClass: ErrorClass;
	readonly vendorMessage: string;
	readonly remedy: string;
}

/** The failure that an error of a panel is; undefined for one of our own. */
export function readFailure(error: unknown): ReadFailure | undefined {
	if (error instanceof ExternalError) {
		const { errorClass, vendorMessage, remedy } = error;
		return { errorClass, vendorMessage, remedy };
	}
	if (error instanceof InputError) return { errorClass: 'invalid', vendorMessage: error.message, remedy: error.remedy };
	return undefined;
}

/** The accounts as they come, and at the end how it ended: an error of the panel ends it, and is told instead of thrown. */
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
 * The packages by name, with their limits; undefined where the log-in may not list them.
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
