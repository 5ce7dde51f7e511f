-- Up Migration
-- What becomes of a service after it was set up is a task too.
alter table msp.provisioning_task drop constraint provisioning_task_kind_check;
alter table msp.provisioning_task add constraint provisioning_task_kind_check
	check (kind in ('provision', 'suspend', 'unsuspend', 'terminate', 'change_package'));
-- {reason, by, planCode}: what was asked for, and by whom.
alter table msp.provisioning_task add column wish jsonb not null default '{}' check (jsonb_typeof(wish) = 'object');

-- What the service's row was before the step's result was written to it: taking the step back restores it.
alter table msp.provisioning_step add column settled jsonb;
