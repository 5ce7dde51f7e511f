import { fork } from 'node:child_process';
import { z } from 'zod';
import { typescriptLoader } from '../../stack/parts/script';
import { openNinjaScene } from '../../tests/support/ninjaScene';

/** A played Invoice Ninja in a process of its own, so that its work does not count. */
export interface NinjaServer {
	readonly url: string;
	readonly token: string;
	stop(): void;
}

/** n8n's own node takes a token for one of version 5 by its length. */
const token = 'b'.repeat(64);

const ready = z.object({ url: z.string(), token: z.string() });

/** Starts one that holds so many invoices. */
export async function startNinjaServer(invoices: number): Promise<NinjaServer> {
	const child = fork(__filename, [String(invoices)], { execArgv: ['--import', typescriptLoader()] });
	const server = await new Promise<z.infer<typeof ready>>((resolve, reject) => {
		child.once('message', (message) => resolve(ready.parse(message)));
		child.once('exit', (code) => reject(new Error(`the played Invoice Ninja ended with ${String(code)}`)));
	});
	return { ...server, stop: () => child.disconnect() };
}

async function serve(invoices: number): Promise<void> {
	const scene = await openNinjaScene({ companies: [{ token, companyName: 'Bench', currency: 'EUR' }] });
	const client = await scene.client('Acme', 'ada@acme.example');
	const line = {
		product_key: 'hosting-s',
		notes: 'Hosting for a month',
		cost: 12.5,
		quantity: 1,
		tax_name1: 'VAT',
		tax_rate1: 21,
	};
	const first = await scene.invoice(client.id, [line, line, line]);
	scene.manyInvoices(first.id, invoices - 1);
	// They are of last month: what a change touches stands out.
	for (const row of Object.values(scene.company().rows.invoices ?? {})) row.updated_at -= 30 * 86_400;
	process.send?.({ url: scene.url, token });
	process.once('disconnect', () => process.exit());
}

if (require.main === module) {
	serve(Number(process.argv[2] ?? 0)).catch((error: unknown) => {
		console.error(error);
		process.exit(1);
	});
}
