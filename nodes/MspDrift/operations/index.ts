import type { BackOffice } from '../../../core/db';
import type { Resource } from '../../shared/operation';
import { approve } from './finding/approve';
import { confirm } from './finding/confirm';
import { get } from './finding/get';
import { ignore } from './finding/ignore';
import { list } from './finding/list';
import { recordFix } from './finding/recordFix';
import { reopen } from './finding/reopen';
import { acceptApproval } from './run/acceptApproval';
import { audit } from './run/audit';
import { report } from './run/report';
import { showApproval } from './run/showApproval';

export const resources: ReadonlyArray<Resource<BackOffice>> = [
	{ name: 'run', label: 'Run', operations: [audit, report, showApproval, acceptApproval] },
	{ name: 'finding', label: 'Finding', operations: [list, get, approve, ignore, reopen, confirm, recordFix] },
];
