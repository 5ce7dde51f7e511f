import type { MigrationOffice } from '../../../../core/ninjaMigration';
import type { NinjaContext } from '../../context';

/** What the operations of a migration take of their node. */
export type SproutContext = Pick<NinjaContext, 'ninja' | 'companyCode' | 'openOffice' | 'files'>;

/** The company with the back office, which keeps the batches. */
export async function migrationOffice({ ninja, companyCode, openOffice }: SproutContext): Promise<MigrationOffice> {
	const { store } = await openOffice();
	return { store, ninja, companyCode };
}
