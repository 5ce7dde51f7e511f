import type { BackOffice } from '../../../core/db';
import type { Resource } from '../../shared/operation';
import { check } from './certificate/check';
import { claimNotices } from './certificate/claimNotices';
import { list } from './certificate/list';
import { listRenewable } from './certificate/listRenewable';
import { recordNotice } from './certificate/recordNotice';
import { recordRenewal } from './certificate/recordRenewal';
import { report } from './certificate/report';
import { unwatch } from './host/unwatch';
import { watch } from './host/watch';

export const resources: ReadonlyArray<Resource<BackOffice>> = [
	{
		name: 'certificate',
		label: 'Certificate',
		operations: [check, list, report, claimNotices, recordNotice, listRenewable, recordRenewal],
	},
	{ name: 'host', label: 'Host', operations: [watch, unwatch] },
];
