/** How full a server is: the accounts with a place on it, and the most that it may have. */
export interface ServerFill {
	readonly serverId: string;
	readonly serverCode: string;
	readonly used: number;
	readonly maxAccounts: number;
	readonly fillOrder: number;
}

/** `least_full`: the smallest share of its accounts in use. `fill_then_next`: the first in fill order with room. */
export type PlacementPolicy = 'least_full' | 'fill_then_next';

/** Returns the server for the next account; undefined when all are full. The same input always has the same result. */
export function chooseServer<S extends ServerFill>(servers: readonly S[], policy: PlacementPolicy): S | undefined {
	const withRoom = servers.filter(({ used, maxAccounts }) => used < maxAccounts);
	return withRoom.sort(policy === 'least_full' ? byShare : byFillOrder)[0];
}

/** Compares the shares by cross multiplication: whole numbers, no rounding. */
function byShare(one: ServerFill, other: ServerFill): number {
	return one.used * other.maxAccounts - other.used * one.maxAccounts || byFillOrder(one, other);
}

function byFillOrder(one: ServerFill, other: ServerFill): number {
	return one.fillOrder - other.fillOrder || one.serverCode.localeCompare(other.serverCode);
}
