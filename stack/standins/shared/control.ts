import { jsonOf, type StandinAnswer, type StandinRequest } from './request';

/** The commands with which tests in other processes control a stand-in. */
export interface Controls {
	readonly name: string;
	requests(): readonly unknown[];
	forget(): void;
	addFault(fault: unknown): void;
	clearFaults(): void;
	release(): void;
	state(): unknown;
	setState(state: unknown): void;
	resetState(): void;
}

export const controlPrefix = '/_standin/';

/** Answers a request to `/_standin/…`. */
export function control(request: StandinRequest, controls: Controls): StandinAnswer {
	const asked = `${request.method} ${request.path.slice(controlPrefix.length)}`;
	switch (asked) {
		case 'GET health':
			return { body: { name: controls.name } };
		case 'GET requests':
			return { body: controls.requests() };
		case 'DELETE requests':
			return done(() => controls.forget());
		case 'POST faults':
			return done(() => controls.addFault(jsonOf(request)));
		case 'DELETE faults':
			return done(() => controls.clearFaults());
		case 'POST release':
			return done(() => controls.release());
		case 'GET state':
			return { body: controls.state() };
		case 'PUT state':
			return done(() => controls.setState(jsonOf(request)));
		case 'DELETE state':
			return done(() => controls.resetState());
		default:
			return { status: 404, body: { error: `There is no control '${asked}'.` } };
	}
}

function done(act: () => void): StandinAnswer {
	try {
		act();
		return { status: 204 };
	} catch (error) {
		return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
	}
}
