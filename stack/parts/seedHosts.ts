import { randomUUID } from 'node:crypto';
import { findPlanByCode, insertPlan, type NewPlan } from '../../core/catalog';
import { behindAnsible, insertServer, listServers } from '../../core/servers';
import type { TaskOffice } from '../../core/tasks';
import { demoHosts } from './demoMachines';

/** Where services that playbooks make are placed. */
export const hostGroup = 'ansible';

/** What the demo company sells and delivers by playbook: `stack/ansible`. */
export const playbookPlan = {
	planCode: 'site',
	name: 'Site',
	priceMinor: 490,
	currency: 'EUR',
	// It has no package on a panel.
	packageName: 'site',
	serverGroup: hostGroup,
	delivery: 'playbook',
	playbooks: {
		project: 'servers',
		inventory: '',
		create: { playbook: 'service_create.yml', variables: {} },
		suspend: { playbook: 'service_suspend.yml', variables: {} },
		resume: { playbook: 'service_resume.yml', variables: {} },
		terminate: { playbook: 'service_terminate.yml', variables: {} },
	},
} as const satisfies NewPlan;

/** Fills in the hosts behind Ansible and the plan that is sold on them; what is there stays as people have changed it. */
export async function seedHosts({ store }: Pick<TaskOffice, 'store'>): Promise<void> {
	await store.asStaff(async (transaction) => {
		if (!(await findPlanByCode(transaction, playbookPlan.planCode))) await insertPlan(transaction, playbookPlan);
		const known = await listServers(transaction, { limit: null });
		for (const serverCode of demoHosts) {
			if (known.some((server) => server.serverCode === serverCode)) continue;
			await insertServer(transaction, randomUUID(), {
				serverCode,
				panel: behindAnsible,
				serverGroup: hostGroup,
				maxAccounts: 50,
			});
		}
	});
}
