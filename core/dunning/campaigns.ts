import { z } from 'zod';
import { json, type BackOffice, type Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { dunningCampaign, type Campaign } from './campaign';

/** The campaigns, by their codes. */
export async function listCampaigns(transaction: Transaction): Promise<Campaign[]> {
	const rows = await transaction.rows(
		z.object({ code: z.string(), name: z.string(), thresholds: z.unknown(), stages: z.unknown() }),
		`select c.code, c.name, c.thresholds, coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'offsetDays', s.offset_days,
			'action', s.action, 'template', s.template, 'channel', s.channel, 'fee', s.fee, 'noticeFor', s.notice_for)
			order by s.offset_days, s.code) filter (where s.code is not null), '[]') as stages
		from msp.dunning_campaign c left join msp.dunning_stage s on s.campaign_code = c.code
		group by c.code order by c.code`,
	);
	return rows.map((row) => dunningCampaign.parse(row));
}

/** @throws InputError when there is no such campaign. */
export async function getCampaign(transaction: Transaction, code: string): Promise<Campaign> {
	const found = (await listCampaigns(transaction)).find((campaign) => campaign.code === code);
	if (found) return found;
	throw new InputError(
		'campaign',
		`is unknown: no campaign has the code ${code}`,
		'Make it with MSP Billing → Policy: Save Campaign, or name another one in the policy.',
		'not_found',
	);
}

/** Makes a campaign, or replaces the one with its code: its stages are these and no others. */
export async function saveCampaign({ store }: Pick<BackOffice, 'store'>, given: Campaign): Promise<Campaign> {
	const campaign = dunningCampaign.parse(given);
	return await store.asStaff(async (transaction) => {
		await transaction.run(
			`insert into msp.dunning_campaign (code, name, thresholds) values ($1, $2, $3)
			on conflict (code) do update set name = excluded.name, thresholds = excluded.thresholds`,
			[campaign.code, campaign.name, json(campaign.thresholds)],
		);
		await transaction.run('delete from msp.dunning_stage where campaign_code = $1', [campaign.code]);
		await transaction.run(
			`insert into msp.dunning_stage (campaign_code, code, offset_days, action, template, channel, fee, notice_for)
			select $1, s.code, s."offsetDays", s.action, s.template, s.channel, nullif(s.fee, 'null'), s."noticeFor"
			from jsonb_to_recordset($2::jsonb) as s (code text, "offsetDays" integer, action text, template text, channel text,
				fee jsonb, "noticeFor" text)`,
			[campaign.code, json(campaign.stages)],
		);
		transaction.audit({
			customerId: null,
			action: 'dunning.saveCampaign',
			subject: campaign.code,
			outcome: 'done',
			detail: { ...campaign },
			correlationId: '',
		});
		return await getCampaign(transaction, campaign.code);
	});
}
