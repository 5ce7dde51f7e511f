import type { Transaction } from '../../core/db';
import type { ServiceStatus } from '../../core/services';

/** Puts a service into a status without asking whether it may be, as no code of the pack can. */
export async function forceStatus(
	transaction: Transaction,
	serviceId: string,
	status: Exclude<ServiceStatus, 'suspended'>,
): Promise<void> {
	await transaction.run(
		`update msp.service set status = $2, suspension_reason = null, suspended_by = null, suspended_at = null where id = $1`,
		[serviceId, status],
	);
}
