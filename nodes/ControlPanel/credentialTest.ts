import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { InputError, OutsideError } from '../../core/kernel/errors';
import { openPanel } from '../../core/panels';
import { loginOf } from './connection';

/** The test of the WHM credential: logs in, and says which of the rights that the pack needs the token lacks. */
export async function testWhmCredential(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { version, missingRights } = await openPanel('whm', loginOf(data)).testConnection();
		const lacking = missingRights.length > 0 ? ` The token lacks the rights ${missingRights.join(', ')}.` : '';
		return { status: 'OK', message: `Connected to cPanel & WHM ${version}.${lacking}` };
	} catch (error) {
		const remedy = error instanceof OutsideError || error instanceof InputError ? ` ${error.remedy}` : '';
		return { status: 'Error', message: `${error instanceof Error ? error.message : String(error)}.${remedy}` };
	}
}
