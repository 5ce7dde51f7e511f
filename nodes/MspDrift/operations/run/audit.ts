import { z } from 'zod';
import { auditFleet, standardAudit } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { additional, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { words } from '../fields';

export const audit = operation({
	name: 'audit',
	label: 'Audit',
	action: 'Audit servers',
	description: 'Compare billing with the panels and record every difference. It changes nothing on a panel.',
	fields: {
		servers: text('Servers', words, {
			placeholder: 'e.g. web1, web2',
			description: 'Codes of the servers, separated by commas. Leave empty for all that are in use.',
		}),
		options: additional('Options', {
			atOnce: number('Servers at Once', z.number().int().min(1).max(32, 'must be 32 at the most'), {
				default: standardAudit.atOnce,
				typeOptions: { minValue: 1, maxValue: 32 },
				description: 'How many servers to read at a time',
			}),
			mostMissing: number('Most Missing', z.number().int().min(0), {
				default: standardAudit.mostMissing,
				typeOptions: { minValue: 0 },
				description:
					'When one server misses more accounts than this, and more than Most Missing in Percent, the audit doubts the list and records one finding instead of many',
			}),
			mostMissingPercent: number('Most Missing in Percent', z.number().min(0).max(100, 'must be 100 at the most'), {
				default: standardAudit.mostMissingShare * 100,
				typeOptions: { minValue: 0, maxValue: 100 },
				description: 'The same as a share of the services of the server',
			}),
		}),
	},
	run: async (backOffice: BackOffice, { servers, options }) => {
		const { atOnce, mostMissing, mostMissingPercent } = options;
		return await auditFleet(backOffice, {
			servers: servers.length === 0 ? null : servers,
			atOnce: atOnce ?? standardAudit.atOnce,
			mostMissing: mostMissing ?? standardAudit.mostMissing,
			mostMissingShare: mostMissingPercent === undefined ? standardAudit.mostMissingShare : mostMissingPercent / 100,
		});
	},
});
