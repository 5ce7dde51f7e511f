import { ExternalError } from '../kernel/errors';

/** The run that was started under an ID is not the one that was asked for. It was ended; what it did before is for a person. */
export class OtherRunStarted extends ExternalError {
	constructor(message: string, remedy: string) {
		super('invalid', message, remedy);
		this.name = 'OtherRunStarted';
	}
}
