import type { Resource } from '../../shared/operation';
import type { PanelContext } from '../connection';
import { changePackage } from './account/changePackage';
import { changePassword } from './account/changePassword';
import { createAccount } from './account/create';
import { createSignOn } from './account/createSignOn';
import { getAccount } from './account/get';
import { listAccounts } from './account/list';
import { suspendAccount } from './account/suspend';
import { terminateAccount } from './account/terminate';
import { unsuspendAccount } from './account/unsuspend';
import { accountUsage } from './account/usage';
import { requestCertificate } from './certificate/request';
import { certificateStatus } from './certificate/status';
import { createDatabase } from './database/create';
import { deleteDatabase } from './database/delete';
import { listDatabases } from './database/list';
import { ensureRecords } from './dnsRecord/ensure';
import { removeRecords } from './dnsRecord/remove';
import { editZone } from './dnsZone/edit';
import { getZone } from './dnsZone/get';
import { changeMailboxPassword } from './mailbox/changePassword';
import { createMailbox } from './mailbox/create';
import { deleteMailbox } from './mailbox/delete';
import { listMailboxes } from './mailbox/list';
import { ensurePackage } from './package/ensure';
import { listPackages } from './package/list';
import { savePackage } from './package/save';
import { syncPackages } from './package/sync';
import { serverAccounts } from './server/accounts';
import { serverCapacity } from './server/capacity';
import { serverLoad } from './server/load';
import { showCertificate } from './server/showCertificate';
import { testServer } from './server/testConnection';
import { undoStepMade } from './step/undo';

export const resources: ReadonlyArray<Resource<PanelContext>> = [
	{
		name: 'account',
		label: 'Account',
		operations: [
			createAccount,
			getAccount,
			listAccounts,
			suspendAccount,
			unsuspendAccount,
			terminateAccount,
			changePackage,
			changePassword,
			createSignOn,
			accountUsage,
		],
	},
	{ name: 'dnsZone', label: 'DNS Zone', operations: [getZone, editZone] },
	{ name: 'dnsRecord', label: 'DNS Record', operations: [ensureRecords, removeRecords] },
	{ name: 'certificate', label: 'Certificate', operations: [requestCertificate, certificateStatus] },
	{
		name: 'mailbox',
		label: 'Mailbox',
		operations: [createMailbox, listMailboxes, changeMailboxPassword, deleteMailbox],
	},
	{ name: 'database', label: 'Database', operations: [createDatabase, listDatabases, deleteDatabase] },
	{ name: 'package', label: 'Package', operations: [listPackages, ensurePackage, savePackage, syncPackages] },
	{
		name: 'server',
		label: 'Server',
		operations: [testServer, showCertificate, serverAccounts, serverCapacity, serverLoad],
	},
	{ name: 'step', label: 'Step', operations: [undoStepMade] },
];
