import { z } from 'zod';
import { InputError } from '../../kernel/errors';
import { recordIn, type WrittenRecord } from '../dnsRecords';
import { ensuredIn } from './singularRecords';

/** Returns why no zone could have these records of a plan together; undefined when one could. */
export function templateFault(records: readonly WrittenRecord[]): string | undefined {
	const zone = 'plan.example';
	try {
		ensuredIn(
			zone,
			[],
			records.map((record) => recordIn(zone, record)),
		);
		return undefined;
	} catch (error) {
		if (error instanceof InputError) return `${error.complaint}. ${error.remedy}`.replaceAll(zone, 'the domain');
		if (error instanceof z.ZodError)
			return error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
		throw error;
	}
}
