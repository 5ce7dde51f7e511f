import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { secret } from './fields';
import { sshFields } from './sshFields';

/** A host with Ansible that n8n reaches over SSH. The Ansible node tests it. */
export class MspAnsibleControllerApi implements ICredentialType {
	name = 'mspAnsibleControllerApi';

	displayName = 'MSP Ansible Controller API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-ansible-controller';

	icon = { light: 'file:mspAnsibleController.svg', dark: 'file:mspAnsibleController.dark.svg' } as const;

	properties: INodeProperties[] = [
		...sshFields,
		{
			displayName: 'Project Directory',
			name: 'projectDirectory',
			type: 'string',
			default: '',
			placeholder: 'e.g. /srv/ansible',
			description:
				'The project of runs that name none: absolute, or relative to the home of the user. Empty when every run names its project.',
		},
		{
			displayName: 'Inventory',
			name: 'inventory',
			type: 'string',
			default: '',
			placeholder: 'e.g. inventory/production.yml',
			description: 'The inventory of runs that name none, within the project. Empty: what ansible.cfg says.',
		},
		{
			displayName: 'Jobs Directory',
			name: 'jobsDirectory',
			type: 'string',
			default: '.n8n-ansible',
			description: 'Where runs and synced projects lie, relative to the home of the user or absolute',
		},
		{
			displayName: 'Path of Ansible',
			name: 'ansiblePath',
			type: 'string',
			default: '',
			placeholder: 'e.g. /opt/ansible/bin',
			description: 'The directory of ansible-playbook. Empty when the user finds it by itself.',
		},
		secret('Vault Password', 'vaultPassword', {
			description: 'Opens what the project keeps in a vault. It lies on the controller only while a run needs it.',
		}),
	];
}
