/**
 * Names of variables that mean something else already, in Ansible 2.14 and 2.19: magic variables (Ansible's docs, "Special
 * Variables"), keywords of plays, blocks, roles and tasks (`ansible.vars.reserved`), Jinja's words and functions, and
 * Python's keywords. All but the magic ones begin no name with `ansible_`, which is refused as a whole.
 */
export const refusedNames: ReadonlySet<string> = new Set(
	`
	environment group_names groups hostvars inventory_dir inventory_file inventory_hostname inventory_hostname_short item
	omit play_hosts playbook_dir role_name role_names role_path role_uuid discovered_interpreter_python
	parent_role_names parent_role_paths dependent_role_names play_name

	action always any_errors_fatal args async async_val become become_exe become_flags become_method become_user block
	changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff fact_path failed_when
	force_handlers gather_facts gather_subset gather_timeout handlers hosts ignore_errors ignore_unreachable listen
	local_action loop loop_control loop_with max_fail_percentage module_defaults name no_log notify order poll port
	post_tasks pre_tasks register remote_user rescue retries roles run_once serial strategy tags tasks throttle timeout
	until vars vars_files vars_prompt when with_

	lookup query q now finalize undef range dict lipsum cycler joiner namespace self super caller varargs kwargs
	true false none True False None and as assert break class continue def del elif else except finally for from global
	if import in include is lambda nonlocal not or pass raise recursive return try while with yield await ignore context
	without set call filter macro extends match case
	`
		.trim()
		.split(/\s+/),
);
