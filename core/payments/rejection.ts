/** Why a delivery is refused at the door. Each is answered 400, stores nothing and is counted. */
export const rejectionReasons = [
	/** No signature, or none that a secret or the certificate confirms. */
	'signature',
	/** Signed too long ago, or in the future. */
	'stale',
	/** Headers or a body that the provider does not send. */
	'malformed',
	/** A larger body than any event has. */
	'oversized',
	/** A certificate that is not the provider's, is not valid now, or does not exist. */
	'unknown_certificate',
	/** Nothing to check it with: no signing secret, no webhook ID. */
	'not_configured',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

export interface Rejection {
	readonly reason: RejectionReason;
	/** For the log; nothing of the body and no secret. */
	readonly detail: string;
}

export const rejection = (reason: RejectionReason, detail: string): Rejection => ({ reason, detail });

export function isRejection(value: object | undefined): value is Rejection {
	return value !== undefined && 'reason' in value && 'detail' in value;
}
