import { z } from 'zod';
import {
	lookAlikeRules,
	problemRules,
	transactionRules,
	unknownCustomerRules,
	type ImportBatch,
	type Inspection,
} from '../imports';
import type { SheetCorrection } from '../invoiceSheets';

const rules = z
	.object({
		unknownCustomers: z.enum(unknownCustomerRules),
		lookAlikes: z.enum(lookAlikeRules),
		onProblem: z.enum(problemRules),
		transaction: z.enum(transactionRules),
		missingDueDays: z.number(),
	})
	.partial();

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

const options = z.object({
	corrections: z.record(z.coerce.number(), z.custom<SheetCorrection>(isObject)).catch({}),
	rules: rules.catch({}),
	/** What the page showed last. */
	inspection: z.custom<Inspection>(isObject).optional().catch(undefined),
});

/** What the page of an upload keeps with its batch. */
export type DeskOptions = Readonly<z.infer<typeof options>>;

/** What is kept with a batch; nothing where it was not uploaded by a page. */
export const deskOptions = ({ options: kept }: Pick<ImportBatch, 'options'>): DeskOptions => options.parse(kept);
