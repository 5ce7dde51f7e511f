import { ExternalError } from '../kernel/errors';

/**
 * The run that was started under an ID is not the one that was asked for, or it was started twice. What should not be was
 * ended; what it did before is for a person.
 */
export class OtherRunStarted extends ExternalError {
	/** @param reference names what goes on at the backend although it was to end; undefined when nothing does. */
	constructor(
		message: string,
		remedy: string,
		readonly reference?: string,
	) {
		super('invalid', message, remedy);
		this.name = 'OtherRunStarted';
	}
}
