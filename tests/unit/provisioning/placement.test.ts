import fc from 'fast-check';
import { chooseServer, type ServerFill } from '../../../core/provisioning/placement';

const place = (serverCode: string, used: number, maxAccounts: number, fillOrder = 0): ServerFill => ({
	serverId: serverCode,
	serverCode,
	used,
	maxAccounts,
	fillOrder,
});

test('least full goes by the share in use, not by the count', () => {
	const chosen = chooseServer([place('small', 5, 10), place('large', 40, 100)], 'least_full');
	expect(chosen?.serverCode).toBe('large');
});

test('fill then next keeps to the fill order until a server is full', () => {
	const servers = [place('second', 0, 10, 2), place('first', 9, 10, 1)];
	expect(chooseServer(servers, 'fill_then_next')?.serverCode).toBe('first');
	const filled = [place('second', 0, 10, 2), place('first', 10, 10, 1)];
	expect(chooseServer(filled, 'fill_then_next')?.serverCode).toBe('second');
});

const places = fc.uniqueArray(
	fc.record({
		serverCode: fc.stringMatching(/^[a-z]{1,4}$/),
		used: fc.nat(50),
		maxAccounts: fc.nat(50),
		fillOrder: fc.nat(3),
	}),
	{ selector: ({ serverCode }) => serverCode, maxLength: 8 },
);

test('never a full server, never none while one has room, and the order of the list does not matter', () => {
	fc.assert(
		fc.property(places, fc.constantFrom('least_full' as const, 'fill_then_next' as const), (found, policy) => {
			const servers = found.map(({ serverCode, used, maxAccounts, fillOrder }) =>
				place(serverCode, used, maxAccounts, fillOrder),
			);
			const chosen = chooseServer(servers, policy);
			const withRoom = servers.filter(({ used, maxAccounts }) => used < maxAccounts);
			expect(chosen === undefined).toBe(withRoom.length === 0);
			if (!chosen) return;
			expect(chosen.used).toBeLessThan(chosen.maxAccounts);
			expect(chooseServer([...servers].reverse(), policy)).toEqual(chosen);
			if (policy === 'least_full') {
				for (const other of withRoom) {
					expect(chosen.used / chosen.maxAccounts).toBeLessThanOrEqual(other.used / other.maxAccounts);
				}
			}
		}),
	);
});

test('filling one after another by least full keeps the shares within one account of each other', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }), (sizes) => {
			let servers = sizes.map((size, index) => place(`s${index}`, 0, size));
			const total = sizes.reduce((sum, size) => sum + size, 0);
			for (let account = 0; account < total; account++) {
				const chosen = chooseServer(servers, 'least_full');
				servers = servers.map((server) => (server === chosen ? { ...server, used: server.used + 1 } : server));
			}
			expect(servers.every(({ used, maxAccounts }) => used === maxAccounts)).toBe(true);
			expect(chooseServer(servers, 'least_full')).toBeUndefined();
		}),
	);
});
