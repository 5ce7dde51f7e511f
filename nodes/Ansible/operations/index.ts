import type { Resource } from '../../shared/operation';
import type { AnsibleContext } from '../context';
import { listInventory } from './inventory/list';
import { runModule } from './module/run';
import { runPlaybook } from './playbook/run';
import { installRequirements } from './project/installRequirements';
import { syncProject } from './project/sync';
import { acceptApproval } from './run/acceptApproval';
import { askForApproval } from './run/askForApproval';
import { awaitApproval } from './run/awaitApproval';
import { cancelRun } from './run/cancel';
import { getRunById } from './run/get';
import { listRuns } from './run/list';
import { showPage } from './run/showPage';
import { waitForRun } from './run/wait';
import { listScripts } from './script/list';
import { runScript } from './script/run';

export const resources: ReadonlyArray<Resource<AnsibleContext>> = [
	{ name: 'playbook', label: 'Playbook', operations: [runPlaybook] },
	{ name: 'module', label: 'Module', operations: [runModule] },
	{ name: 'script', label: 'Script', operations: [runScript, listScripts] },
	{ name: 'inventory', label: 'Inventory', operations: [listInventory] },
	{
		name: 'run',
		label: 'Run',
		operations: [getRunById, listRuns, waitForRun, cancelRun, askForApproval, awaitApproval, showPage, acceptApproval],
	},
	{ name: 'project', label: 'Project', operations: [syncProject, installRequirements] },
];
