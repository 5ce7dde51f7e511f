import { rowLocator } from '../../fields/references';
import { actionOperation } from '../../build/states';
import type { RecordKind } from '../../build/recordKind';

/** `Mark Sent` of a kind. */
export const markSentOperation = (kind: RecordKind) =>
	actionOperation(kind, {
		name: 'markSent',
		label: 'Mark Sent',
		action: 'mark_sent',
		verb: `Mark ${kind.one} as sent`,
		description: `Mark a draft as sent without e-mailing it, so that its ${kind.one} counts`,
	});

/** `Set Payment Link` of a kind. */
export const setPaymentLinkOperation = (kind: RecordKind) =>
	actionOperation(
		kind,
		{
			name: 'setPaymentLink',
			label: 'Set Payment Link',
			action: 'set_payment_link',
			verb: `Set payment link of ${kind.one}`,
			description: `Say to which payment link the ${kind.one} belongs`,
		},
		{
			fields: { paymentLink: rowLocator('Payment Link', 'paymentLink', { required: true }) },
			bodyOf: ({ paymentLink }) => ({ subscription_id: paymentLink }),
		},
	);
