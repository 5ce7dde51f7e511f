-- Up Migration
-- A server may be a host behind Ansible: its panel is 'ansible', nobody logs in to it, and its code is its name in the
-- inventory. Every other server has a log-in.
alter table msp.server
	alter column base_url drop not null,
	alter column username drop not null,
	alter column sealed_token drop not null,
	add constraint server_log_in_check check (case when panel = 'ansible'
		then num_nonnulls(base_url, username, sealed_token, certificate_authority, certificate_fingerprint) = 0
		else num_nonnulls(base_url, username, sealed_token) = 3 end);

-- How a service of the plan is made and changed: by the panel of its server, or by playbooks.
alter table msp.plan
	add column delivery text not null default 'panel' check (delivery in ('panel', 'playbook')),
	-- {project, inventory, create, suspend, resume, terminate}, each of the last four {playbook, variables}:
	-- core/catalog/playbooks.ts
	add column playbooks jsonb,
	add constraint plan_playbooks_check check (playbooks is null
		or (jsonb_typeof(playbooks) = 'object' and playbooks ?& array['create', 'suspend', 'resume', 'terminate'])),
	add constraint plan_delivery_playbooks_check check (delivery <> 'playbook' or playbooks is not null);
