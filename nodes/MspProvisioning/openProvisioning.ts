import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { textLimits } from '../../core/kernel/textLimits';
import type { ServiceDoors } from '../../core/provisioning';
import { openServerPanel } from '../../core/servers';
import type { TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { openRunners, runnerCredentialTypes, runPlaces, type OpenedRunners } from '../shared/runnerCredentials';
import type { Opened } from '../shared/runPerItem';

/** What an operation works with, for one item. */
export interface ProvisioningContext extends TaskOffice {
	/** How it reaches a service: by the panel of its server, or where its playbooks run. */
	readonly doors: ServiceDoors;
}

/**
 * Opens the back office for each item, and what a change needs only when it does.
 *
 * @param runners those of the node's credentials. A test can replace them.
 */
export function openProvisioning(
	node: IExecuteFunctions,
	runners: OpenedRunners = openRunners(node),
): Opened<ProvisioningContext> {
	return {
		close: runners.close,
		contextOf: async (item) => {
			const office = await openBackOffice(node, item);
			const doors: ServiceDoors = {
				panel: async (serverId) => await openServerPanel(office, serverId),
				runner: async () => {
					mustBeChosen(node, item);
					const { runner, scripts, vaultPassword } = await runners.at(item);
					return { runner, scripts, vaultPassword };
				},
			};
			return { ...office, doors };
		},
	};
}

const place = z.string().max(textLimits.token);

/** A canvas for panels alone needs no credential of Ansible, so that n8n does not ask for one. */
function mustBeChosen(node: IExecuteFunctions, item: number): void {
	const runOn = place.parse(node.getNodeParameter('runOn', item, 'controller'));
	const [known] = (Object.keys(runPlaces) as Array<keyof typeof runPlaces>).filter((one) => one === runOn);
	const type = runnerCredentialTypes[known ?? 'controller'];
	if (node.getNode().credentials?.[type]) return;
	throw new InputError(
		'runOn',
		`is ${runPlaces[known ?? 'controller']}, and its credential is not chosen: the plan of the service is delivered by playbook`,
		'Choose the credential in this node.',
	);
}
