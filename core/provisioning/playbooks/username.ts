import type { Service } from '../../services';

const stemLength = 8;
const markLength = 4;

/**
 * The user name that a playbook is given for a service. A service that has none gets letters of its domain and a mark of
 * its ID: the same at each try, so that what was checked and approved is what runs.
 */
export function usernameOf({
	username,
	domain,
	serviceId,
}: Pick<Service, 'username' | 'domain' | 'serviceId'>): string {
	if (username !== null) return username;
	const [label = ''] = domain.split('.');
	const letters = label.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
	return `${(letters || 'web').slice(0, stemLength)}${serviceId.replaceAll('-', '').slice(0, markLength)}`;
}
