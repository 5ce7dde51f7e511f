import { fork } from 'node:child_process';
import { z } from 'zod';
import { panelKind, type PanelKind, type PanelLogin } from '../../core/panels';
import { typescriptLoader } from '../../stack/parts/script';
import { panelScenes } from '../../tests/support/panelScenes';

/** A played panel in a process of its own, so that its work does not count. */
export interface PanelServer {
	readonly login: PanelLogin;
	stop(): void;
}

const ready = z.object({ baseUrl: z.string(), username: z.string(), token: z.string() });

/** Starts one that holds so many accounts to begin with. */
export async function startPanelServer(kind: PanelKind, accounts = 0): Promise<PanelServer> {
	const child = fork(__filename, [kind, String(accounts)], { execArgv: ['--import', typescriptLoader()] });
	const login = await new Promise<PanelLogin>((resolve, reject) => {
		child.once('message', (message) => resolve(ready.parse(message)));
		child.once('exit', (code) => reject(new Error(`the played panel ended with ${String(code)}`)));
	});
	return { login, stop: () => child.disconnect() };
}

async function serve([kind = '', accounts = '0']: readonly string[]): Promise<void> {
	const scene = await panelScenes[panelKind(kind)]();
	for (let index = 0; index < Number(accounts); index++) {
		scene.addForeignAccount(`bulk${String(index).padStart(4, '0')}`, `bulk-${index}.example`);
	}
	process.send?.(scene.login);
	process.once('disconnect', () => process.exit());
}

if (require.main === module) {
	serve(process.argv.slice(2)).catch((error: unknown) => {
		console.error(error);
		process.exit(1);
	});
}
