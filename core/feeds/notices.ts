import { raiseAlert } from '../alerts';
import type { BackOffice } from '../db';
import { kindOf, type NinjaEntity } from '../invoiceNinja';

/** Tells staff once what a catch-up could not do or was not shown. It ends when nothing of it is seen for a day. */
export async function tellOfUnseen(
	{ store }: Pick<BackOffice, 'store'>,
	companyCode: string,
	entity: NinjaEntity,
	{ message, remedy }: { readonly message: string; readonly remedy: string },
): Promise<void> {
	const { label } = kindOf(entity);
	await raiseAlert(
		{ store },
		{
			cause: `invoice-ninja-unseen:${companyCode}:${entity}`,
			kind: 'other',
			severity: 'warning',
			title: `Invoice Ninja (${companyCode}): changes of the kind ${label} may be missing`,
			message,
			remedy,
			settles: 'quiet',
		},
	);
}
