import { chargeOutcomes, chargeVerdict } from '../../../core/stripe';

const declined = (decline_code: string, more: object = {}) => ({
	code: 'card_declined',
	decline_code,
	message: 'No.',
	...more,
});
const waiting = 'requires_payment_method';

test.each([
	['succeeded', 'succeeded', undefined, 'no'],
	['processing', 'processing', undefined, 'no'],
	['requires_action', 'requires_action', undefined, 'no'],
	['canceled', 'canceled', undefined, 'no'],
	// stripe-archive/stripe-payments-demo#43: off session the intent does not wait for an action.
	[waiting, 'requires_action', { code: 'authentication_required', decline_code: 'authentication_required' }, 'no'],
	[waiting, 'hard_decline', declined('lost_card'), 'no'],
	[waiting, 'hard_decline', declined('stolen_card'), 'no'],
	[waiting, 'hard_decline', { code: 'expired_card', message: 'Your card has expired.' }, 'no'],
	[waiting, 'soft_decline', declined('insufficient_funds'), 'later'],
	[waiting, 'soft_decline', declined('do_not_honor'), 'later'],
	[waiting, 'soft_decline', declined('a_word_of_next_year'), 'later'],
	[waiting, 'soft_decline', undefined, 'later'],
	[waiting, 'transient_failure', { code: 'processing_error' }, 'soon'],
	[waiting, 'transient_failure', declined('issuer_not_available'), 'soon'],
	// What the bank advises counts more than the code.
	[waiting, 'hard_decline', declined('generic_decline', { advice_code: 'do_not_try_again' }), 'no'],
	[waiting, 'hard_decline', declined('processing_error', { advice_code: 'confirm_card_data' }), 'no'],
])('%s is %s for %j', (status, outcome, error, retry) => {
	expect(chargeVerdict(status, error)).toMatchObject({ outcome, retry, whatToDo: expect.stringMatching(/\.$/) });
});

test('a verdict carries the code and the words of the bank, and nothing else of the error', () => {
	expect(chargeVerdict(waiting, { ...declined('lost_card'), payment_intent: { client_secret: 'canary' } })).toEqual({
		outcome: 'hard_decline',
		declineCode: 'lost_card',
		reason: 'No.',
		retry: 'no',
		whatToDo: expect.any(String),
	});
});

test.each([null, 'a word of next year', 7])('anything else as an error is a soft decline: %j', (error) => {
	expect(chargeOutcomes).toContain(chargeVerdict(waiting, error).outcome);
	expect(chargeVerdict(waiting, error).outcome).toBe('soft_decline');
});
