import type { WhmPackage } from '../state';
import { given, limitText, refused, required, type Call, type WhmFunction } from './answer';

const listpkgs: WhmFunction = ({ state }) =>
	given({
		pkg: Object.entries(state.packages).map(([name, limits]) => ({
			name,
			QUOTA: limitText(limits.quotaMegabytes),
			BWLIMIT: limitText(limits.bandwidthMegabytes),
			MAXPOP: limitText(limits.mailboxes),
			MAXSQL: limitText(limits.databases),
			MAXFTP: 'unlimited',
			FEATURELIST: limits.featureList ?? 'default',
		})),
	});

/** A reseller's package gets the reseller's name in front. */
const nameFor = ({ caller, rights }: Call, name: string) =>
	caller === 'root' || rights.includes('all') || name.startsWith(`${caller}_`) ? name : `${caller}_${name}`;

const addpkg: WhmFunction = (call) => {
	const name = nameFor(call, required(call.parameters, 'name'));
	if (call.state.packages[name]) {
		return refused(
			`(XID standin) The package “${name}” already exists. If you wish to make changes, please edit the package.`,
		);
	}
	call.state.packages[name] = packageOf(call.parameters, undefined);
	return given({ pkg: name });
};

/** Keeps the settings that the request leaves out, and creates a missing package. */
const editpkg: WhmFunction = (call) => {
	const name = nameFor(call, required(call.parameters, 'name'));
	call.state.packages[name] = packageOf(call.parameters, call.state.packages[name]);
	return given({ pkg: name });
};

function packageOf(parameters: URLSearchParams, former: WhmPackage | undefined): WhmPackage {
	const limit = (name: string, otherwise: number | null | undefined, none: readonly string[]) => {
		const text = parameters.get(name);
		if (text === null) return otherwise ?? null;
		return none.includes(text) ? null : Number(text);
	};
	return {
		...former,
		quotaMegabytes: limit('quota', former ? former.quotaMegabytes : 10_240, ['0', 'unlimited', 'null']),
		bandwidthMegabytes: limit('bwlimit', former?.bandwidthMegabytes, ['0', 'unlimited', 'null']),
		mailboxes: limit('maxpop', former?.mailboxes, ['unlimited', 'null']),
		databases: limit('maxsql', former?.databases, ['unlimited', 'null']),
	};
}

export const packageFunctions = { listpkgs, addpkg, editpkg } satisfies Record<string, WhmFunction>;
