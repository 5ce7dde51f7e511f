import { payPalReports } from './paypal/reports';
import { stripeReports } from './stripe/reports';
import type { PaymentLife } from './types';

/**
 * Public reports of people who process events of Stripe and PayPal, as lives: the events as they were, and the truth as
 * the right result. `report` says where each was reported and what went wrong there.
 */
export const reportedLives: ReadonlyArray<PaymentLife & { readonly report: string }> = [
	...stripeReports,
	...payPalReports,
].flatMap((life) => (life.report === undefined ? [] : [{ ...life, report: life.report }]));
