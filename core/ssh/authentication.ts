import { stat } from 'node:fs/promises';
import {
	createAgent,
	type AnyAuthMethod,
	type AuthHandlerMiddleware,
	type NextAuthHandler,
	type ParsedKey,
} from 'ssh2';
import { ExternalError } from '../kernel/errors';
import type { SshAuthentication } from './login';
import { readPrivateKey } from './privateKey';

/** What proves who logs in, ready for use: a key is parsed once, which takes half a second when it has a passphrase. */
export type Proof =
	| { readonly kind: 'key'; readonly key: ParsedKey }
	| { readonly kind: 'password'; readonly password: string }
	| { readonly kind: 'agent'; readonly socket: string; readonly keys: number };

/** @throws InputError for a key that cannot be read; ExternalError `auth` when the agent does not answer or is empty. */
export async function prepareProof(authentication: SshAuthentication): Promise<Proof> {
	switch (authentication.kind) {
		case 'key':
			return { kind: 'key', key: readPrivateKey(authentication.privateKey, authentication.passphrase) };
		case 'password':
			return authentication;
		case 'agent':
			return { kind: 'agent', socket: authentication.socket, keys: await keysOfAgent(authentication.socket) };
	}
}

async function keysOfAgent(socket: string): Promise<number> {
	const fails = (words: string, remedy: string) => new ExternalError('auth', `The SSH agent ${words}`, remedy);
	const remedy = 'Start ssh-agent for the user that runs n8n, and write the path of its socket into the credential.';
	const found = await stat(socket).catch(() => undefined);
	if (!found?.isSocket()) throw fails('is not there: the path of its socket is wrong.', remedy);
	const agent = createAgent(socket);
	const count = await new Promise<number>((tell, fail) => {
		agent.getIdentities((error, keys) => {
			if (error) fail(fails('does not answer.', remedy));
			else tell(keys?.length ?? 0);
		});
	});
	if (count === 0) throw fails('holds no key.', 'Add the key to it: `ssh-add key`.');
	return count;
}

/** What was tried, and what the server would still take: for the error. */
export interface LoginRecord {
	/** Undefined until the server said. */
	methodsLeft: readonly string[] | undefined;
	partly: boolean;
	readonly tried: string[];
	/** What the server asked besides the password. */
	readonly questions: string[];
	passwordExpired: boolean;
}

export const newRecord = (): LoginRecord => ({
	methodsLeft: undefined,
	partly: false,
	tried: [],
	questions: [],
	passwordExpired: false,
});

/** Tries each method that fits the proof once, as far as the server takes it. */
export function authHandler(username: string, proof: Proof, record: LoginRecord): AuthHandlerMiddleware {
	const waiting = methodsOf(username, proof, record);
	// ssh2 says null before the server has said anything, and takes false for the end; its types know neither.
	return (methodsLeft: readonly string[] | null, partly: boolean | null, next: NextAuthHandler) => {
		if (methodsLeft) {
			record.methodsLeft = methodsLeft;
			record.partly = partly === true;
		}
		const passwordRefused = record.tried.includes('password') && !record.partly;
		const at = passwordRefused ? -1 : waiting.findIndex(({ type }) => accepts(record.methodsLeft, type));
		const method = at < 0 ? undefined : waiting.splice(0, at + 1).at(-1);
		if (method === undefined) return false;
		if (method.type !== 'none') record.tried.push(method.type);
		next(method);
		return undefined;
	};
}

function accepts(methodsLeft: readonly string[] | undefined, type: string): boolean {
	return methodsLeft === undefined || type === 'none' || methodsLeft.includes(type === 'agent' ? 'publickey' : type);
}

function methodsOf(username: string, proof: Proof, record: LoginRecord): AnyAuthMethod[] {
	switch (proof.kind) {
		case 'key':
			return [{ type: 'publickey', username, key: proof.key }];
		case 'agent':
			return [{ type: 'agent', username, agent: proof.socket }];
		case 'password':
			return [
				// It fails, and so tells which of the two the server takes: a wrong try costs seconds.
				{ type: 'none', username },
				{ type: 'password', username, password: proof.password },
				{
					type: 'keyboard-interactive',
					username,
					prompt: (_name, _instructions, _language, prompts, finish) => {
						let given = false;
						finish(
							prompts.map(({ echo }) => {
								// The words are in the language of the server: a password is what is not shown, and is asked first.
								if (echo !== true && !given && !record.partly && record.questions.length === 0) {
									given = true;
									return proof.password;
								}
								return '';
							}),
						);
						record.questions.push(...prompts.map(({ prompt }) => prompt.trim().slice(0, 100)));
					},
				},
			];
	}
}
