import { ExternalError } from '../kernel/errors';

/**
 * What an adapter throws for an operation that its panel does not have: said before anything is asked of the server.
 *
 * @param panel as operators know it, such as `Plesk`.
 * @param what the operation in words, such as `open webmail without a password`.
 * @param why a whole sentence.
 * @param instead a whole sentence: what the operator can do.
 */
export function panelCannot(panel: string, what: string, why: string, instead: string): ExternalError {
	return new ExternalError('permission', `${panel} cannot ${what}: ${why}`, instead);
}
