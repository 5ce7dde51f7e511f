import type { ControlPanel } from './controlPanel';

export type PanelMethod = Exclude<keyof ControlPanel, 'kind'>;

/**
 * What each method does to the server: `change` alters something, `look` reads, `list` reads page by page, `local`
 * sends no request. The limit of a server uses this table, and so do the suites that every panel must pass.
 */
const effectOn = {
	chooseUsername: 'look',
	generatePassword: 'local',
	createAccount: 'change',
	findAccount: 'look',
	listAccounts: 'list',
	suspendAccount: 'change',
	unsuspendAccount: 'change',
	terminateAccount: 'change',
	changePackage: 'change',
	changePassword: 'change',
	createSignOn: 'look',
	accountUsage: 'look',
	passwordPage: 'local',
	findZone: 'look',
	editZone: 'change',
	requestCertificate: 'change',
	certificateOf: 'look',
	createMailbox: 'change',
	listMailboxes: 'look',
	changeMailboxPassword: 'change',
	deleteMailbox: 'change',
	databaseNames: 'look',
	createDatabase: 'change',
	listDatabases: 'look',
	listDatabaseUsers: 'look',
	deleteDatabase: 'change',
	listPackages: 'look',
	savePackage: 'change',
	testConnection: 'look',
	serverLoad: 'look',
	serverCapacity: 'look',
} as const satisfies Readonly<Record<PanelMethod, 'change' | 'look' | 'list' | 'local'>>;

export const panelMethods = Object.keys(effectOn) as PanelMethod[];

/** The methods that change something on the server. */
export type ChangingMethod = {
	[Name in PanelMethod]: (typeof effectOn)[Name] extends 'change' ? Name : never;
}[PanelMethod];
export const changingMethods = panelMethods.filter((name): name is ChangingMethod => effectOn[name] === 'change');

type Bound<Server, Functions> = {
	readonly [Name in keyof Functions & PanelMethod]: Functions[Name] extends (
		server: Server,
		...input: infer Input
	) => infer Result
		? (...input: Input) => Result
		: never;
};

/**
 * Binds an adapter's functions to this server and returns them as methods. A function is a method when it has the name
 * of one. Its first parameter is the server, and the parameters of the method follow.
 */
export function methodsOn<Server, Functions extends Readonly<Record<string, unknown>>>(
	server: Server,
	functions: Functions,
): Bound<Server, Functions> {
	const bound = panelMethods
		.filter((name) => name in functions)
		.map((name) => {
			const run = functions[name] as (server: Server, ...input: readonly unknown[]) => unknown;
			return [name, (...input: readonly unknown[]) => run(server, ...input)];
		});
	return Object.fromEntries(bound) as Bound<Server, Functions>;
}
