/** Why a delivery is refused at the door. Each is counted; unless it says otherwise it is answered 400 and stores nothing. */
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
	/** An event of the other mode, test or live, than the credential says. It is answered 200 and stored as ignored. */
	'other_mode',
	/** An event of a connected account that the credential does not name. It is answered 200 and stored as ignored. */
	'other_account',
	/** A delivery under the ID of one that was for another event. */
	'repeated_transmission',
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
