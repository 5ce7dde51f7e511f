/** New tasks, projects, webhooks … as their transformers send them (app/Transformers). */

const custom = { custom_value1: '', custom_value2: '', custom_value3: '', custom_value4: '' };
export const customValues = ['custom_value1', 'custom_value2', 'custom_value3', 'custom_value4'] as const;

export const task = {
	user_id: '',
	assigned_user_id: '',
	client_id: '',
	invoice_id: '',
	project_id: '',
	number: '',
	description: '',
	rate: 0,
	time_log: '[]',
	is_running: false,
	status_id: '',
	status_order: 0,
	is_date_based: false,
	invoice_documents: false,
	calculated_start_date: '',
	date: '',
	hash: '',
	meta: {},
	...custom,
	documents: [],
};

export const project = {
	user_id: '',
	assigned_user_id: '',
	client_id: '',
	name: '',
	number: '',
	task_rate: 0,
	due_date: '',
	private_notes: '',
	public_notes: '',
	budgeted_hours: 0,
	current_hours: 0,
	color: '',
	...custom,
	documents: [],
};

/** WebhookTransformer.php, and the answer in n8n-io/n8n#8147: the secret headers come back as they were given. */
export const webhook = {
	company_id: '',
	user_id: '',
	event_id: '',
	target_url: '',
	format: 'JSON',
	rest_method: 'post',
	headers: [],
};

export const groupSetting = { user_id: '', name: '', settings: {}, documents: [] };

export const taskStatus = { name: '', color: '', status_order: 0 };

export const document = {
	user_id: '',
	assigned_user_id: '',
	project_id: '',
	vendor_id: '',
	name: '',
	url: '',
	preview: '',
	type: '',
	disk: 'local',
	hash: '',
	size: 0,
	width: 0,
	height: 0,
	is_default: false,
	is_public: true,
};
