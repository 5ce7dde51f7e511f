import type { OpenInvoice } from './account';
import type { LateFee } from './campaign';

/** Hundredths of a per cent are the finest that a policy says. */
const scale = 10_000n;

/** The fee for an unpaid invoice in minor units of its currency; 0 when the stage says none for the currency. */
export function feeOf(
	fee: LateFee | null,
	{ balanceMinor, currency }: Pick<OpenInvoice, 'balanceMinor' | 'currency'>,
): number {
	if (fee?.percent === undefined) return fee?.fixed?.[currency] ?? 0;
	const percent = BigInt(Math.round(fee.percent * Number(scale)));
	const divisor = 100n * scale;
	// Half a cent and more is a cent.
	const share = Number((BigInt(balanceMinor) * percent * 2n + divisor) / (2n * divisor));
	return Math.max(share, fee.minimum?.[currency] ?? 0);
}
