import { z } from 'zod';
import type { AccountRef, AccountUsage } from '../types';
import { presentWebspace } from './accountLook';
import { count, limitIn } from './answers';
import { missing } from './errors';
import type { Plesk } from './transport';
import type { XmlNode } from '../../kernel/xml';

const statistics = z.object({ data: z.object({ stat: z.object({ traffic: count, box: count, db: count }) }) });

/** The traffic is of the current month. Plesk counts once a day. */
export async function accountUsage(plesk: Plesk, account: AccountRef): Promise<AccountUsage> {
	const { id, size, limits } = await presentWebspace(plesk, account);
	const content: XmlNode[] = [
		['filter', [['id', id]]],
		['dataset', [['stat']]],
	];
	const [told] = await plesk.xml({ name: 'webspace.get', content }, statistics);
	if (!told) throw missing(`account '${account.username}' for ${account.domain}`);
	const { traffic, box, db } = told.data.stat;
	return {
		diskBytes: size,
		diskLimitBytes: limitIn(limits, 'disk_space') ?? null,
		bandwidthBytes: traffic,
		bandwidthLimitBytes: limitIn(limits, 'max_traffic') ?? null,
		mailboxes: box,
		databases: db,
	};
}
