import { packageChange } from '../../../../core/panels';
import { durableStepFields } from '../../../shared/durableStep';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, packageName } from '../fields';

export const changePackage = operation({
	name: 'changePackage',
	label: 'Change Package',
	action: 'Change package of hosting account',
	description: 'Put a hosting account on another package, with its limits',
	fields: { account, packageName, ...durableStepFields },
	run: async ({ panel, perform }: PanelContext, wanted) => await perform(packageChange(panel), wanted),
});
