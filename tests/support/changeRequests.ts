import { changingMethods, type ChangingMethod, type PanelKind } from '../../core/panels';

/**
 * The request that makes each change on each panel, as faults name it: a regular expression. When a method sends several,
 * it is that of the last one that matters.
 */
const changeRequests: Readonly<Record<ChangingMethod, Readonly<Record<PanelKind, string>>>> = {
	createAccount: {
		whm: '^createacct$',
		plesk: '^XML webspace.add$',
		directadmin: '^CMD_API_ACCOUNT_USER create$',
	},
	suspendAccount: {
		whm: '^suspendacct$',
		plesk: '^XML webspace.set$',
		directadmin: '^CMD_API_SELECT_USERS suspend$',
	},
	unsuspendAccount: {
		whm: '^unsuspendacct$',
		plesk: '^XML webspace.set$',
		directadmin: '^CMD_API_SELECT_USERS unsuspend$',
	},
	terminateAccount: {
		whm: '^removeacct$',
		plesk: '^REST DELETE /clients/',
		directadmin: '^CMD_API_SELECT_USERS delete$',
	},
	changePackage: {
		whm: '^changepackage$',
		plesk: '^XML webspace.switch-subscription$',
		directadmin: '^CMD_API_MODIFY_USER package$',
	},
	changePassword: {
		whm: '^passwd$',
		plesk: '^XML webspace.set$',
		directadmin: '^CMD_API_USER_PASSWD save$',
	},
	editZone: {
		whm: '^mass_edit_dns_zone$',
		plesk: '^REST (POST|DELETE) /dns/records',
		directadmin: '^CMD_API_DNS_CONTROL (add|select)$',
	},
	requestCertificate: {
		whm: 'SSL::start_autossl_check$',
		plesk: '^CLI extension --exec$',
		directadmin: '^CMD_API_SSL save$',
	},
	createMailbox: {
		whm: 'Email::add_pop$',
		plesk: '^XML mail.create$',
		directadmin: '^CMD_API_POP create$',
	},
	changeMailboxPassword: {
		whm: 'Email::passwd_pop$',
		plesk: '^XML mail.update.set$',
		directadmin: '^CMD_API_POP modify$',
	},
	deleteMailbox: {
		whm: 'Email::delete_pop$',
		plesk: '^XML mail.remove$',
		directadmin: '^CMD_API_POP delete$',
	},
	createDatabase: {
		whm: 'Mysql::set_privileges_on_database$',
		plesk: '^REST POST /dbusers$',
		directadmin: '^POST /api/db-manage/create-db-with-user$',
	},
	deleteDatabase: {
		whm: 'Mysql::delete_user$',
		plesk: '^REST DELETE /databases/',
		directadmin: '^DELETE /api/db-manage/users/',
	},
	savePackage: {
		whm: '^(addpkg|editpkg)$',
		plesk: '^XML service-plan.(add|set)$',
		directadmin: '^CMD_API_MANAGE_USER_PACKAGES save$',
	},
};

export type Changes = Readonly<Record<ChangingMethod, string>>;

export function changesOn(kind: PanelKind): Changes {
	return Object.fromEntries(changingMethods.map((method) => [method, changeRequests[method][kind]])) as Changes;
}
